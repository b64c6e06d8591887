using System.Data.Common;
using System.Text.Json;

namespace Rollcall.Bench.Loads;

/// <summary>The rows that a load inserted, batch by batch as it did, read from its changesets: what plain inserts are to write again.</summary>
internal static class LoadedRows
{
    /// <summary>Rows of one table in one batch.</summary>
    internal sealed record Part(string Table, List<object?[]> Rows);

    /// <summary>The batches, in slabs of so many: memory stays small, and reading is not measured.</summary>
    public static IEnumerable<List<List<Part>>> Read(DbConnection loaded, int slab)
    {
        using var command = loaded.CreateCommand();
        command.CommandText = "select batch, table_name, changes from rollcall_changes order by batch, place";
        using var reader = command.ExecuteReader();
        var batches = new List<List<Part>>();
        var last = -1L;
        while (reader.Read())
        {
            if (reader.GetInt64(0) != last)
            {
                if (batches.Count == slab)
                {
                    yield return batches;
                    batches = [];
                }

                last = reader.GetInt64(0);
                batches.Add([]);
            }

            batches[^1].Add(new Part(reader.GetString(1), Rows(reader.GetString(2))));
        }

        yield return batches;
    }

    private static List<object?[]> Rows(string changes)
    {
        using var json = JsonDocument.Parse(changes);
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("after").EnumerateArray().Select(Value).ToArray())];
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetInt64(),
    };
}
