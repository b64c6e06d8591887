using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading.Loads;

/// <summary>Decides whether a load goes on where an unfinished one ended or begins anew. Not thread safe.</summary>
internal sealed class LoadOpening(DatasetDefinition dataset, LoadAccount account, LoadOptions options, LoadSurroundings around)
{
    /// <summary>
    /// The unfinished load that this command goes on with, and the cursor behind what it has read; null when a new one is to begin.
    /// </summary>
    public (LoadEntry Entry, SourceCursor Cursor)? FindUnfinished(RecordSources sources)
    {
        if (options.Fresh)
        {
            return null;
        }

        foreach (var entry in account.Unfinished(dataset.Name))
        {
            if (entry.Source == sources.Description && entry.DefinitionHash == dataset.Hash)
            {
                var cursor = new SourceCursor(sources);
                if (cursor.Skip(entry.Progress.RecordsRead) && cursor.Hash == entry.Progress.SourceHash)
                {
                    return (entry, cursor);
                }

                cursor.Dispose();
                Abandon(entry, sources);
            }
        }

        return null;
    }

    /// <summary>The entry of a new load. Its id is in use neither in the database nor in the output folder.</summary>
    public LoadEntry Create(RecordSources sources, string? backup)
    {
        var now = around.Time.GetUtcNow();
        return new LoadEntry
        {
            LoadId = FreeId(account, dataset.Name, options.OutputDirectory, now),
            Number = account.NextNumber(),
            Kind = LoadKind.Load,
            Dataset = dataset.Name,
            Definition = dataset.Text,
            DefinitionHash = dataset.Hash,
            Source = sources.Description,
            Status = LoadStatus.Unfinished,
            StartedAt = ValueReader.FormatTimestamp(now),
            Progress = new LoadProgress { Backup = backup },
        };
    }

    /// <summary>An id made of a name and a time, with a number behind it when that is taken.</summary>
    public static string FreeId(LoadAccount account, string name, string outputDirectory, DateTimeOffset now)
    {
        var stem = $"{name}-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var id = stem;
        for (var suffix = 2; account.Find(id) is not null || LoadFiles.Exist(outputDirectory, id); suffix++)
        {
            id = $"{stem}-{suffix}";
        }

        return id;
    }

    private void Abandon(LoadEntry entry, RecordSources sources)
    {
        if (!sources.CanRestart)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"The standard input is not what load {entry.LoadId} read before it was interrupted: it differs within the first {entry.Progress.RecordsRead} records.",
                "Give the same input again, or --fresh for a new load.");
        }

        around.Log.Abandoned(entry.LoadId, entry.Source);
        account.Update(entry with { Status = LoadStatus.Abandoned, EndedAt = ValueReader.FormatTimestamp(around.Time.GetUtcNow()) });
    }
}
