using System.Text;

namespace Rollcall.Loading.Databases;

/// <summary>Pieces of SQL that both databases write the same way.</summary>
internal static class Sql
{
    /// <summary>An identifier in quotes. It comes from a checked definition, and is quoted all the same.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Identifiers in quotes with commas between.</summary>
    public static string List(IEnumerable<string> names, string prefix = "") =>
        string.Join(", ", names.Select(n => prefix + Quote(n)));

    /// <summary>Parameters <c>$first</c> … as rows of a VALUES list: <c>($1, $2), ($3, $4)</c>.</summary>
    public static string Rows(int rows, int columns, int first = 1)
    {
        var sql = new StringBuilder();
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < columns; column++)
            {
                sql.Append(column == 0 ? "$" : ", $").Append(first++);
            }

            sql.Append(')');
        }

        return sql.ToString();
    }
}
