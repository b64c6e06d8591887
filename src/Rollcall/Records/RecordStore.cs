using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>
/// One JSON file per id, <c>json/YYYY/ID-YYYYMMDD.json</c>: written under a temporary name in the same folder, flushed, given its name, folder
/// flushed. A name is only ever taken when it is free, in one step of the kernel, so neither two ids whose names sanitise alike nor
/// another process can lose a record to each other. What is reported saved is durable. Thread safe.
/// </summary>
/// <remarks>Open it while holding the partition's lock: opening clears away what a killed process of this partition left.</remarks>
public sealed class RecordStore
{
    private readonly RecordStoreOptions _options;
    private readonly string _folder;
    private readonly YearFolders _years;
    private readonly TemporaryNames _temporary;
    private readonly GroupWrite _writes = new();

    private RecordStore(RecordStoreOptions options, string folder)
    {
        _options = options;
        _folder = folder;
        _years = new YearFolders(folder);
        _temporary = new TemporaryNames(options.Registry, options.Partition);
    }

    /// <summary>How many temporary files of a killed process were cleared away at the start.</summary>
    public int LeftoversCleared { get; private set; }

    /// <summary>Opens the store, making its folder and clearing leftovers. A dry run touches nothing.</summary>
    /// <exception cref="StorageException">The folder cannot be made or written.</exception>
    /// <exception cref="RollcallException">The records' folder is not inside the output folder.</exception>
    public static RecordStore Open(RecordStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var output = Path.GetFullPath(options.OutputFolder);
        var folder = Path.GetFullPath(options.RecordsFolder, output);
        if (!folder.StartsWith(Path.TrimEndingDirectorySeparator(output) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new RollcallException(
                ExitCode.Usage, $"per_case_subdir '{options.RecordsFolder}' is not a folder inside the output folder", "Give a folder name such as json.");
        }

        var store = new RecordStore(options, folder);
        if (!options.DryRun)
        {
            store.Prepare();
        }

        return store;
    }

    /// <summary>Saves a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Ends the wait for trouble of the storage to pass; never tears a file.</param>
    /// <exception cref="StorageException">Trouble of the storage that outlasted the retries.</exception>
    public async ValueTask<SaveResult> SaveAsync(CollectedRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var document = Describe(record);
        var content = RecordJson.Write(document);
        if (content.Length > RecordFile.MaxBytes)
        {
            return new SaveResult.Refused($"{record.Id}: the record has {content.Length:N0} bytes; at most {RecordFile.MaxBytes:N0} are saved.");
        }

        var day = DateOnly.FromDateTime(document.CollectedAt.UtcDateTime);
        var year = _years.Of(day);
        if (_options.DryRun)
        {
            var free = RecordNames.For(record.Id.Text, day).FirstOrDefault(n => !File.Exists(Path.Combine(year.Path, n)));
            return Result(free, document, year);
        }

        try
        {
            using var temporary = _temporary.Lend();
            var name = await _options.Retries.RunAsync(
                year.Path, () => PlaceAsync(record.Id, content, day, year, temporary.Name), cancellationToken);
            if (name is not null)
            {
                // Apart from the writing: once the name is taken, trying again from the beginning would take a second one.
                await _options.Retries.RunAsync(
                    year.Path,
                    async () =>
                    {
                        await year.FlushAsync();
                        return true;
                    },
                    cancellationToken);
            }

            return Result(name, document, year);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return new SaveResult.Refused($"{record.Id}: the file system refuses the file: {ex.Message}");
        }
    }

    /// <summary>The hash that a record would be saved with.</summary>
    public string HashOf(CollectedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Describe(record).ContentSha256;
    }

    /// <summary>
    /// Saves a record unless this run has a sound file of the same id, day and content: for work that is done over after a kill.
    /// </summary>
    /// <inheritdoc cref="SaveAsync"/>
    public async ValueTask<SaveResult> SaveOnceAsync(CollectedRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var document = Describe(record);
        string? there = null;
        Guarded(() =>
        {
            var day = DateOnly.FromDateTime(document.CollectedAt.UtcDateTime);
            there = FilesOf(_options.RunId, record.Id, day).FirstOrDefault(f => f!.Document.ContentSha256 == document.ContentSha256 && f.Document.Unavailable == document.Unavailable)?.Path;
            if (there is not null)
            {
                DurableFile.FlushFolder(_years.Of(day).Path);
            }
        });
        return there is null ? await SaveAsync(record, cancellationToken) : new SaveResult.Saved(there, document.ContentSha256);
    }

    /// <summary>
    /// Finds what a run saved but a kill kept it from settling, so that it need not be asked again. Only sound files count whose content
    /// names this registry and partition, that run and the id; of several the latest. What is returned is durable.
    /// </summary>
    /// <param name="runId">The run: this one, or one that was left behind.</param>
    /// <param name="ids">The ids that may be concerned.</param>
    /// <param name="from">The day (UTC) of the last thing the ledger knows.</param>
    /// <param name="to">The last day on which the killed process can have been alive.</param>
    /// <exception cref="StorageException">The storage refuses.</exception>
    public IReadOnlyList<UnsettledRecord> FindUnsettled(string runId, IEnumerable<RecordId> ids, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var found = new List<UnsettledRecord>();
        foreach (var id in ids)
        {
            UnsettledRecord? latest = null;
            for (var day = from; day <= to; day = day.AddDays(1))
            {
                latest = FilesOf(runId, id, day).Append(latest).MaxBy(f => f?.Document.CollectedAt);
            }

            if (latest is not null)
            {
                found.Add(latest);
            }
        }

        if (found.Count > 0)
        {
            Guarded(() => _years.Existing().ToList().ForEach(DurableFile.FlushFolder));
        }

        return found;
    }

    private void Prepare() => Guarded(() =>
    {
        Directory.CreateDirectory(_folder);
        LeftoversCleared = _years.Existing().Append(_folder).Sum(_temporary.ClearLeftovers);
        using var trial = _temporary.Lend();
        var path = Path.Combine(_folder, trial.Name);
        DurableFile.Write(path, "Rollcall tries whether it can write here."u8);
        File.Delete(path);
        DurableFile.FlushFolder(Path.GetDirectoryName(_folder)!);
    });

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            var trouble = StorageTroubles.Of(ex);
            throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, _folder, ex);
        }
    }

    private RecordDocument Describe(CollectedRecord record)
    {
        var content = record.Content.Without(_options.Secrets);
        return new RecordDocument
        {
            Registry = _options.Registry,
            Partition = _options.Partition,
            CaseId = record.Id.Text,
            CollectedAt = record.CollectedAt.ToUniversalTime(),
            RunId = _options.RunId,
            SourceUrl = _options.Secrets.Clear(record.SourceUrl.AbsoluteUri),
            ContentSha256 = ContentHash.Of(content),
            Unavailable = record.Unavailable,
            MissingSections = record.MissingSections,
            Content = content,
        };
    }

    /// <summary>Writes the file and gives it its name.</summary>
    /// <returns>The name; null when all are taken.</returns>
    private async ValueTask<string?> PlaceAsync(RecordId id, ReadOnlyMemory<byte> content, DateOnly day, YearFolder year, string temporaryName)
    {
        var temporary = Path.Combine(year.Path, temporaryName);
        try
        {
            year.Make();
            await _writes.WriteAsync(temporary, content);
            _options.KillPoints.Reach(RecordSteps.Written);
            foreach (var name in RecordNames.For(id.Text, day))
            {
                var path = Path.Combine(year.Path, name);
                if (DurableFile.TryMoveToFreeName(temporary, path))
                {
                    _options.KillPoints.Reach(RecordSteps.Named);
                    return name;
                }

                // Nobody else replaces this file between the look and the move: it is of this partition, whose lock we hold.
                if (_options.ForceOverwrite && RecordFile.Read(path) is RecordRead.Sound { Document: var old } && IsOf(id, old))
                {
                    File.Move(temporary, path, overwrite: true);
                    return name;
                }
            }
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            year.Forget();
            DurableFile.TryDelete(temporary);
            throw;
        }

        DurableFile.TryDelete(temporary);
        return null;
    }

    private IEnumerable<UnsettledRecord?> FilesOf(string runId, RecordId id, DateOnly day)
    {
        var year = _years.Of(day);

        // Names are taken in order, so behind the first free one there is nothing of ours.
        foreach (var name in RecordNames.For(id.Text, day).TakeWhile(n => File.Exists(Path.Combine(year.Path, n))))
        {
            if (RecordFile.Read(Path.Combine(year.Path, name)) is RecordRead.Sound { Document: var document }
                && IsOf(id, document) && document.RunId == runId)
            {
                yield return new UnsettledRecord(id, RelativePath(year, name), document);
            }
        }
    }

    private bool IsOf(RecordId id, RecordDocument document) =>
        document.CaseId == id.Text && document.Registry == _options.Registry && document.Partition == _options.Partition;

    private SaveResult Result(string? name, RecordDocument document, YearFolder year) => name is null
        ? new SaveResult.Refused(
            $"{document.CaseId}: its file name and the {RecordNames.MostSuffixes} suffixes are taken in {year.Path}. Move old files away, or use --force-overwrite.")
        : new SaveResult.Saved(RelativePath(year, name), document.ContentSha256);

    private string RelativePath(YearFolder year, string name) =>
        Path.GetRelativePath(Path.GetFullPath(_options.OutputFolder), Path.Combine(year.Path, name)).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>A record that was saved, but not settled, before a kill.</summary>
/// <param name="Id">Whose it is.</param>
/// <param name="Path">Where it lies, relative to the output folder.</param>
/// <param name="Document">What it says.</param>
public sealed record UnsettledRecord(RecordId Id, string Path, RecordDocument Document);
