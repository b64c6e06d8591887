using System.Data.Common;
using Npgsql;
using Rollcall.Ledger;

namespace Rollcall.Loading.Databases;

/// <summary>What PostgreSQL's error codes mean to a user. https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
internal static class PostgresErrors
{
    /// <summary>Whether it is the rows that are refused: an integrity rule, a value out of range, an exception raised by a trigger.</summary>
    public static bool IsRefusal(PostgresException e) =>
        e.SqlState[..2] is "22" or "23" or "27" or "44" || e.SqlState == PostgresErrorCodes.RaiseException;

    public static Exception? Explain(DbException e, DatabaseAddress address) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => new BudgetSpentException(e),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new DatabaseException(
            StopReason.DiskFull, $"{address}: no room on the server's disk.", "Make room and run the same command again.", e),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction } p =>
            new DatabaseException(
                StopReason.NotWritable, $"{address} cannot be written: {p.MessageText}", "Give the user the right to create and write tables.", e),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } => new DatabaseException(
            StopReason.DatabaseUnavailable,
            $"{address}: another program writes to the same tables for longer than busy_timeout.",
            "End its transaction and run the same command again.",
            e),
        PostgresException p when p.SqlState[..2] is "08" or "28" or "53" or "57" or "58" or "3D" or "XX" => Unavailable(address, p.MessageText, e),
        PostgresException => null,
        NpgsqlException => Unavailable(address, e.InnerException?.Message ?? e.Message, e),
        _ => null,
    };

    private static DatabaseException Unavailable(DatabaseAddress address, string message, Exception e) => new(
        StopReason.DatabaseUnavailable,
        $"{address} is not available: {message}",
        "Check that the server runs and that host, port, database and user are right; then run the same command again. It goes on behind the last batch that the server has.",
        e);
}
