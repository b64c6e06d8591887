using System.Globalization;
using Rollcall.Ledger;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>
/// Copies of a dataset's tables in a schema of their own, beside the originals: no other program and no right to the server's files is
/// needed. A copy counts only with as many rows as the original.
/// </summary>
internal static class PostgresBackup
{
    private const string Prefix = "rollcall_backup_";

    /// <summary>Makes one and drops the oldest beyond those kept.</summary>
    /// <returns>The schema's name.</returns>
    public static string Make(PostgresSession session, DatasetDefinition dataset, BackupOptions options)
    {
        var stem = $"{Prefix}{dataset.Name.Replace('-', '_')}_";
        var schema = stem + options.Now.UtcDateTime.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture);
        var existing = session
            .Query("select nspname::text from pg_namespace where nspname like $1 order by nspname desc", stem.Replace("_", "\\_", StringComparison.Ordinal) + "%")
            .ConvertAll(r => (string)r[0]!);
        for (var suffix = 2; existing.Contains(schema); suffix++)
        {
            schema = $"{stem}{options.Now.UtcDateTime.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture)}_{suffix:000}";
        }

        session.Run("begin isolation level repeatable read");
        try
        {
            session.Run($"create schema {Sql.Quote(schema)}");
            foreach (var table in dataset.Tables)
            {
                Copy(session, schema, table);
            }

            foreach (var old in existing.Skip(Math.Max(1, options.Keep) - 1))
            {
                session.Run($"drop schema {Sql.Quote(old)} cascade");
            }

            session.Commit();
            return schema;
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private static void Copy(PostgresSession session, string schema, TableDefinition table)
    {
        var copy = $"{Sql.Quote(schema)}.{Sql.Quote(table.Name)}";
        session.Run($"create table {copy} as table {Sql.Quote(table.Name)}");
        var counts = session.Query($"select (select count(*) from {copy}), (select count(*) from {Sql.Quote(table.Name)})")[0];
        if (!Equals(counts[0], counts[1]))
        {
            throw new DatabaseException(
                StopReason.DatabaseUnavailable,
                $"The backup of {table.Name} has {counts[0]} rows of {counts[1]}.",
                "Nothing was changed; run the command again.");
        }
    }
}
