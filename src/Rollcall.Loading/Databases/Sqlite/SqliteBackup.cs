using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Rollcall.Ledger;

namespace Rollcall.Loading.Databases;

/// <summary>Copies of a SQLite database, made while it may be in use and believed only after an integrity check.</summary>
internal static partial class SqliteBackup
{
    /// <summary>Makes one and deletes the oldest beyond those kept.</summary>
    /// <returns>The copy's path; null when the database holds nothing yet.</returns>
    public static string? Make(SqliteConnection connection, DatabaseAddress address, BackupOptions options)
    {
        if (IsEmpty(connection))
        {
            return null;
        }

        var name = Path.GetFileNameWithoutExtension(address.Connection);
        try
        {
            Directory.CreateDirectory(options.Directory);
            var path = FreeName(options, name);
            Copy(connection, path, address);
            foreach (var old in Existing(options.Directory, name).Skip(Math.Max(1, options.Keep)))
            {
                File.Delete(old);
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(
                StopReason.NotWritable,
                $"The backup of {address} cannot be written to {options.Directory}: {e.Message}",
                "Make room or give another --output folder; nothing was loaded.",
                e);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Explain(e, address) ?? e;
        }
    }

    // Newest first. A database called hearings must not take those of hearings-2 for its own.
    private static IEnumerable<string> Existing(string directory, string name) =>
        Directory.EnumerateFiles(directory, $"{name}-*.db")
            .Where(f => Stamp().IsMatch(Path.GetFileNameWithoutExtension(f)[(name.Length + 1)..]))
            .OrderByDescending(Path.GetFileNameWithoutExtension, StringComparer.Ordinal);

    [GeneratedRegex(@"^\d{8}T\d{6}Z(-\d{3})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stamp();

    private static bool IsEmpty(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master";
        return command.ExecuteScalar() is 0L;
    }

    private static string FreeName(BackupOptions options, string name)
    {
        var stem = Path.Combine(options.Directory, $"{name}-{options.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        var path = stem + ".db";
        for (var suffix = 2; File.Exists(path); suffix++)
        {
            path = $"{stem}-{suffix:000}.db";
        }

        return path;
    }

    private static void Copy(SqliteConnection connection, string path, DatabaseAddress address)
    {
        // Under a temporary name until it is known to be sound: whatever carries the final name can be trusted.
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = temporary, Pooling = false }.ConnectionString))
        {
            copy.Open();
            connection.BackupDatabase(copy);
            using var command = copy.CreateCommand();
            // The copy is to be one file, not three.
            command.CommandText = "pragma journal_mode = delete";
            command.ExecuteNonQuery();
            command.CommandText = "pragma integrity_check(1)";
            if (command.ExecuteScalar() is not "ok")
            {
                throw new DatabaseException(
                    StopReason.DatabaseUnavailable,
                    $"{address} does not pass its integrity check.",
                    $"Restore it from an older backup in {Path.GetDirectoryName(path)}; nothing was loaded.");
            }
        }

        File.Move(temporary, path);
    }
}
