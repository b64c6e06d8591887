using System.Data.Common;
using System.Globalization;

namespace Rollcall.Loading.Databases;

/// <summary>Rows that a check found, as a person reads them.</summary>
internal static class RowText
{
    /// <summary>The first rows of a reader: <c>event_id=118305, title=…</c>.</summary>
    public static IReadOnlyList<string> Read(DbDataReader reader, int most)
    {
        var rows = new List<string>();
        while (rows.Count < most && reader.Read())
        {
            rows.Add(string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={Text(reader, i)}")));
        }

        return rows;
    }

    private static string Text(DbDataReader reader, int i) =>
        reader.IsDBNull(i) ? "null" : Mapping.Reason.Shorten(Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "");
}
