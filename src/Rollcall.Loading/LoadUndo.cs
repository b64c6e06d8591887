using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Loads;
using Rollcall.Loading.Undoing;

namespace Rollcall.Loading;

/// <summary>Takes committed loads back, wholly or one batch, from the changesets kept in the database. One at a time in a database.</summary>
public static class LoadUndo
{
    /// <summary>The word for the newest load that is not taken back.</summary>
    public const string LastLoad = "last";

    /// <summary>Takes a load back. Everything or nothing is changed.</summary>
    /// <param name="address">The database it was loaded into.</param>
    /// <param name="load">Its id, or <see cref="LastLoad"/>.</param>
    /// <param name="batch">The one batch to take back; null for all.</param>
    /// <param name="force">Whether rows that were changed since are overridden; a backup is made first.</param>
    /// <param name="options">Output folder, backups, waiting time.</param>
    /// <param name="around">Clock and log.</param>
    /// <exception cref="RollcallException">There is no such load, it is taken back already, its changesets are gone, or the storage fails.</exception>
    public static Task<UndoResult> RunAsync(
        DatabaseAddress address, string load, long? batch, bool force, LoadOptions options, LoadSurroundings around) =>
        Task.Run(() => Run(address, load, batch, force, options, around));

    private static UndoResult Run(DatabaseAddress address, string load, long? batch, bool force, LoadOptions options, LoadSurroundings around)
    {
        if (address is { Kind: DatabaseKind.Sqlite } && !File.Exists(address.Connection))
        {
            throw new RollcallException(ExitCode.Usage, $"There is no database {address}.", "Name the one it was loaded into with --database.");
        }

        using var database = DatabaseSession.Open(address, new SessionOptions(options.BusyTimeout, WritesNothing: false));
        database.LockOutOthers();
        if (!LoadAccount.Exists(database))
        {
            throw new RollcallException(ExitCode.Usage, $"Nothing was ever loaded into {address}.", "Name the database it was loaded into with --database.");
        }

        var account = LoadAccount.Open(database);
        var target = Find(account, load, address);
        var dataset = DatasetReader.Parse($"definition kept with {target.LoadId}", target.Definition);
        var batches = Batches(account, target, batch);
        if (batches.Count == 0)
        {
            return new UndoResult.NothingToDo($"{target.LoadId} changed nothing: there is nothing to take back.");
        }

        SchemaPreparation.Compare(database, dataset);
        var backup = MakeBackup(database, dataset, force, options, around);
        var (undo, conflicts) = new UndoRun(dataset, database, account, options, around).Run(target, batches, force, backup);
        if (undo is null)
        {
            return new UndoResult.Refused(conflicts);
        }

        var report = ReportBuilder.OfUndo(undo, address);
        LoadFiles.Write(options.OutputDirectory, report);
        return new UndoResult.Done(report, conflicts);
    }

    private static LoadEntry Find(LoadAccount account, string load, DatabaseAddress address)
    {
        var target = load == LastLoad ? account.Last() : account.Find(load);
        if (target is null)
        {
            throw new RollcallException(
                ExitCode.Usage,
                load == LastLoad ? $"{address} has no load to take back." : $"{address} has no load {load}.",
                "The loads of a database stand in its table rollcall_loads.");
        }

        if (target.Status is LoadStatus.RolledBack)
        {
            throw new RollcallException(ExitCode.Usage, $"{target.LoadId} was rolled back as a whole.", "Nothing of it is in the database.");
        }

        if (!target.ChangesKept)
        {
            throw new RollcallException(
                ExitCode.Usage, $"The changesets of {target.LoadId} are gone: it is older than changeset_retention.", "Restore a backup instead.");
        }

        return target;
    }

    private static IReadOnlyList<BatchEntry> Batches(LoadAccount account, LoadEntry target, long? batch)
    {
        var all = account.Batches(target.LoadId);
        var chosen = batch is null ? all : [.. all.Where(b => b.Batch == batch)];
        if (batch is not null && chosen.Count == 0 && (batch < 1 || batch > target.Progress.Batches))
        {
            throw new RollcallException(
                ExitCode.Usage, $"{target.LoadId} has no batch {batch}.", $"It has batches 1 to {target.Progress.Batches}.");
        }

        IReadOnlyList<BatchEntry> open = [.. chosen.Where(b => b.UndoneBy is null)];
        return open.Count > 0 || chosen.Count == 0
            ? open
            : throw new RollcallException(
                ExitCode.Usage, $"{target.LoadId}{(batch is null ? "" : $" batch {batch}")} is taken back already, by {chosen[0].UndoneBy}.", $"To have it again, undo {chosen[0].UndoneBy}.");
    }

    // An undo changes rows like any load. Overriding what others wrote is never done without a copy of it.
    private static string? MakeBackup(DatabaseSession database, DatasetDefinition dataset, bool force, LoadOptions options, LoadSurroundings around) =>
        force || (options.BackupKeep > 0 && database.BacksUpBeforeLoads)
            ? database.Backup(dataset, new BackupOptions(LoadFiles.Backups(options.OutputDirectory), Math.Max(1, options.BackupKeep), around.Time.GetUtcNow()))
            : null;
}
