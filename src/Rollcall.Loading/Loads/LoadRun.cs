using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading.Loads;

/// <summary>One load from its opening to its report. Not thread safe; used once.</summary>
internal sealed class LoadRun(
    DatasetDefinition dataset, DatabaseSession database, LoadOptions options, LoadSurroundings around, LoadMetrics metrics)
{
    private readonly bool _commitsEach = options is { EnableBatchProcessing: true, DryRun: false };
    private readonly LoadClock _clock = new(around.Time);
    private ImmutableArray<string> _notes = [];
    private TimeSpan _backupTook;

    public LoadReport Run(RecordSources sources, IProgress<LoadState>? progress, CancellationToken stop)
    {
        if (!options.DryRun)
        {
            database.LockOutOthers();
        }

        try
        {
            return Open(sources, progress, stop);
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    private LoadReport Open(RecordSources sources, IProgress<LoadState>? progress, CancellationToken stop)
    {
        if (options.DryRun)
        {
            database.Begin();
        }

        var (missing, notes) = SchemaPreparation.Compare(database, dataset);
        _notes = notes;
        // Looking for an unfinished load writes nothing yet: the backup comes before the first change.
        var known = LoadAccount.Exists(database) ? LoadAccount.Open(database) : null;
        var unfinished = _commitsEach && known is not null ? new LoadOpening(dataset, known, options, around).FindUnfinished(sources) : null;
        // From here on the source is read ahead, while backup and tables are made.
        using var feed = new BatchFeed(unfinished?.Cursor ?? new SourceCursor(sources), new RecordMapper(dataset), options.BatchSize, around.Time);
        var backup = unfinished is null ? MakeBackup() : null;
        var account = Prepare(missing);
        around.KillPoints.Reach(LoadSteps.Prepared);
        if (!_commitsEach)
        {
            BeginWhole();
        }

        var entry = unfinished?.Entry;
        if (entry is null)
        {
            entry = new LoadOpening(dataset, account, options, around).Create(sources, backup);
            account.Enter(entry);
        }

        if (_commitsEach)
        {
            database.Commit();
            // The commit that closes the load waits for the disk, and for all of these with it; what is lost before that is loaded again.
            database.SetCommits(CommitMode.RunAhead);
        }

        around.KillPoints.Reach(LoadSteps.Entered);
        around.Log.Started(entry.LoadId, dataset.Name, database.Address.Name, entry.Source, entry.Progress.Batches + 1, entry.Progress.RecordsRead + 1);
        return Work(account, entry, feed, sources, progress, stop) with { Resumed = unfinished is not null };
    }

    private string? MakeBackup()
    {
        if (options.DryRun || options.BackupKeep == 0 || !database.BacksUpBeforeLoads)
        {
            return null;
        }

        var started = around.Time.GetTimestamp();
        var backup = database.Backup(
            dataset, new BackupOptions(LoadFiles.Backups(options.OutputDirectory), options.BackupKeep, around.Time.GetUtcNow()));
        _backupTook = around.Time.GetElapsedTime(started);
        if (backup is not null)
        {
            around.Log.BackedUp(dataset.Name, backup, _backupTook.TotalMilliseconds);
        }

        return backup;
    }

    // Within a transaction: that of the rehearsal, or one begun here.
    private LoadAccount Prepare(ImmutableArray<TableDefinition> missing)
    {
        if (!options.DryRun)
        {
            database.Begin();
        }

        SchemaPreparation.Create(database, dataset, missing);
        return LoadAccount.Open(database);
    }

    // One transaction for all batches. Tables and account outlive it: what came of the load is to be told even when it is rolled back.
    private void BeginWhole()
    {
        if (!options.DryRun)
        {
            database.Commit();
            database.Begin();
        }

        database.LockTables(dataset);
    }

    private LoadReport Work(
        LoadAccount account, LoadEntry entry, BatchFeed feed, RecordSources sources, IProgress<LoadState>? progress, CancellationToken stop)
    {
        var quarantinePath = LoadFiles.Quarantine(options.OutputDirectory, entry.LoadId);
        _clock.GoOnFrom(entry);
        // Opening cuts off what a batch left that was never committed; only then is it read.
        using var quarantine = options.DryRun ? null : Quarantine.Open(quarantinePath, entry.LoadId, entry.Progress.QuarantineBytes);
        var errors = BatchErrors.FromQuarantine(quarantinePath);
        var writer = new BatchWriter(dataset, database, account, options, around, metrics);
        LoadEnd end;
        IReadOnlyList<string> findings = [];
        var whole = TimeSpan.Zero;
        try
        {
            LoadEnd? stopped = null;
            while (stopped is null && Next(feed, stop) is { } batch)
            {
                entry = writer.Write(_clock.Stamp(entry), batch, quarantine, errors);
                progress?.Report(new LoadState(
                    entry.Progress.RecordsRead, entry.Progress.RecordsQuarantined, entry.Progress.Batches, Share(batch, sources)));
                stopped = LoadEnd.IfTooMuch(options, entry.Progress, isEnd: false);
            }

            if (stopped is not null)
            {
                end = stopped;
            }
            else if (stop.IsCancellationRequested)
            {
                end = LoadEnd.Of(around.StoppedBy());
            }
            else
            {
                around.KillPoints.Reach(LoadSteps.Done);
                var judging = around.Time.GetTimestamp();
                findings = new WholeValidation(dataset, database).Run();
                whole = around.Time.GetElapsedTime(judging);
                end = LoadEnd.IfTooMuch(options, entry.Progress, isEnd: true) ?? LoadEnd.Of(entry.Progress, findings);
            }

            (entry, end) = new LoadClosing(dataset, database, account, options, around).Close(_clock.Stamp(entry), end, findings);
        }
        catch (RollcallException e) when (e.ExitCode == ExitCode.StorageUnavailable)
        {
            // Whole batches are committed; the same command goes on with the next one.
            around.Log.Aborted(entry.LoadId, e.Message);
            Abandon();
            end = LoadEnd.Of(e);
        }

        var report = ReportBuilder.Of(entry, database.Address, ValueReader.FormatTimestamp(around.Time.GetUtcNow()), end.Reason, end.ExitCode) with
        {
            DurationSeconds = Math.Round(_clock.Seconds, 6),
            BatchErrors = [.. errors.All],
            Findings = findings,
            Notes = _notes,
            DryRun = options.DryRun,
            QuarantineFile = quarantine is { Length: > 0 } ? quarantine.Path : null,
            Error = end.Error,
            Times = new LoadTimes
            {
                BackupSeconds = Math.Round(_backupTook.TotalSeconds, 6),
                Checkpoint = writer.Checkpoint.Result,
                Validation = writer.Validation.Result,
                Apply = writer.Apply.Result,
                Commit = writer.Commit.Result,
                WholeSeconds = Math.Round(whole.TotalSeconds, 6),
            },
        };
        return Finish(report);
    }

    private LoadReport Finish(LoadReport report)
    {
        metrics.LoadEnded(dataset.Name, TimeSpan.FromSeconds(report.DurationSeconds));
        around.Log.Ended(report.Load, report.StopReason, report.RecordsApplied, report.RecordsQuarantined, report.DurationSeconds);
        around.KillPoints.Reach(LoadSteps.Closed);
        if (options.DryRun)
        {
            return report;
        }

        try
        {
            LoadFiles.Write(options.OutputDirectory, report);
            return report;
        }
        catch (RollcallException e) when (report.Error is not null)
        {
            // What stopped the load is what the user must hear of; that its report could not be written either is no news.
            around.Log.Aborted(report.Load, e.Message);
            return report;
        }
    }

    private static FeedBatch? Next(BatchFeed feed, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            return feed.Next(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static double? Share(FeedBatch batch, RecordSources sources) =>
        sources.TotalBytes is > 0 and var total ? Math.Min(1, (double)batch.Bytes / total) : null;

    private void Abandon()
    {
        try
        {
            database.Rollback();
        }
        catch (RollcallException e)
        {
            // The database rolls back by itself what nobody commits.
            around.Log.Aborted(dataset.Name, e.Message);
        }
    }
}
