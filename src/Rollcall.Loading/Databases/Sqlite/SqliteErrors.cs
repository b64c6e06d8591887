using Microsoft.Data.Sqlite;
using Rollcall.Ledger;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>What SQLite's result codes mean to a user. https://sqlite.org/rescode.html</summary>
internal static class SqliteErrors
{
    public static Exception? Explain(SqliteException e, DatabaseAddress address) => e.SqliteErrorCode switch
    {
        raw.SQLITE_INTERRUPT => new BudgetSpentException(e),
        raw.SQLITE_FULL => new DatabaseException(
            StopReason.DiskFull, $"{address}: no room on the disk.", "Make room and run the same command again: it goes on with the next batch.", e),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => new DatabaseException(
            StopReason.NotWritable, $"{address} cannot be written: {e.Message}", "Check the file, its folder and their permissions.", e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new DatabaseException(
            StopReason.DatabaseUnavailable,
            $"{address} is in use by another program for longer than busy_timeout.",
            "End the other program's transaction and run the same command again.",
            e),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new DatabaseException(
            StopReason.DatabaseUnavailable, $"{address} is damaged or no SQLite database: {e.Message}", "Restore it from its backups.", e),
        raw.SQLITE_IOERR or raw.SQLITE_PROTOCOL or raw.SQLITE_NOMEM => new DatabaseException(
            StopReason.DatabaseUnavailable, $"{address}: {e.Message}", "Mend the storage and run the same command again.", e),
        _ => null,
    };
}
