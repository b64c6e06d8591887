using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>SQLite's tables: strict ones when the load makes them; older ones are judged by type affinity.</summary>
internal sealed partial class SqliteSchema : SchemaDialect
{
    public static readonly SqliteSchema Instance = new();

    protected override string TableSuffix => " strict";

    protected override string TemporarySuffix => "";

    public override string SqlOf(DatasetCheck check) => check.Sqlite;

    public override string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Id or ColumnType.Whole or ColumnType.Boolean => "integer",
        ColumnType.Number => "real",
        _ => "text",
    };

    public override bool Fits(ColumnType type, string declared) => (TypeOf(type), Affinity(declared.ToUpperInvariant())) switch
    {
        ("integer", "integer" or "numeric") => true,
        ("real", "real" or "numeric") => true,
        ("text", "text") => true,
        // DATE and DATETIME have numeric affinity, which leaves ISO dates the texts they are.
        ("text", "numeric") => type is ColumnType.Date or ColumnType.Timestamp,
        _ => false,
    };

    public override TableShape? Describe(DatabaseSession session, string table)
    {
        var columns = session.Query("select name, type, \"notnull\", pk from pragma_table_info($1) order by cid", table);
        if (columns.Count == 0)
        {
            return null;
        }

        var primary = columns.Where(c => (long)c[3]! > 0).OrderBy(c => (long)c[3]!).Select(c => (string)c[0]!);
        return new TableShape(
            [.. columns.Select(c => new ColumnShape((string)c[0]!, (string)c[1]!, (long)c[2]! == 1))],
            [.. primary],
            UniqueKeys(session, table),
            ForeignKeys(session, table),
            [.. session.Query("select name from sqlite_master where type = 'trigger' and tbl_name = $1 order by name", table)
                .Select(r => (string)r[0]!)]);
    }

    /// <summary>Whether every foreign key of the database was declared to be judged at the commit.</summary>
    public static bool KeysWait(DatabaseSession session) =>
        session.Query("select m.sql, (select count(distinct k.id) from pragma_foreign_key_list(m.name) k) from sqlite_master m where m.type = 'table'")
            .TrueForAll(t => (long)t[1]! == Waiting().Count((string)t[0]!));

    // https://sqlite.org/datatype3.html, 3.1: the first rule that fits, in this order.
    private static string Affinity(string declared)
    {
        if (declared.Contains("INT", StringComparison.Ordinal))
        {
            return "integer";
        }

        if (declared.Contains("CHAR", StringComparison.Ordinal)
            || declared.Contains("CLOB", StringComparison.Ordinal)
            || declared.Contains("TEXT", StringComparison.Ordinal))
        {
            return "text";
        }

        if (declared.Length == 0 || declared.Contains("BLOB", StringComparison.Ordinal))
        {
            return "blob";
        }

        return declared.Contains("REAL", StringComparison.Ordinal)
            || declared.Contains("FLOA", StringComparison.Ordinal)
            || declared.Contains("DOUB", StringComparison.Ordinal)
            ? "real"
            : "numeric";
    }

    private static ImmutableArray<ImmutableArray<string>> UniqueKeys(DatabaseSession session, string table)
    {
        const string Sql = """
            select l.name, i.name from pragma_index_list($1) l, pragma_index_info(l.name) i
            where l."unique" = 1 and l.partial = 0 and l.origin <> 'pk' order by l.seq, i.seqno
            """;
        return
        [
            .. session.Query(Sql, table)
                .GroupBy(r => (string)r[0]!)
                .Where(g => g.All(r => r[1] is string))
                .Select(g => g.Select(r => (string)r[1]!).ToImmutableArray()),
        ];
    }

    private static ImmutableArray<ForeignKeyShape> ForeignKeys(DatabaseSession session, string table)
    {
        const string Sql = """
            select id, "table", "from", "to", on_delete, on_update from pragma_foreign_key_list($1) order by id, seq
            """;
        var keys = ImmutableArray.CreateBuilder<ForeignKeyShape>();
        foreach (var parts in session.Query(Sql, table).GroupBy(r => Convert.ToInt64(r[0], CultureInfo.InvariantCulture)))
        {
            var target = (string)parts.First()[1]!;
            // Without a column list the key names the target's primary key.
            var targetColumns = parts.All(p => p[3] is string)
                ? [.. parts.Select(p => (string)p[3]!)]
                : Instance.Describe(session, target)?.PrimaryKey ?? [];
            var acts = parts.Any(p => Acts((string)p[4]!) || Acts((string)p[5]!));
            keys.Add(new ForeignKeyShape([.. parts.Select(p => (string)p[2]!)], target, targetColumns, acts));
        }

        return keys.ToImmutable();
    }

    // https://sqlite.org/foreignkeys.html, 4.2: "not deferrable initially deferred" is judged at once.
    [GeneratedRegex(@"(?<!\bnot\s+)\bdeferrable\s+initially\s+deferred\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Waiting();

    private static bool Acts(string action) => action is not ("NO ACTION" or "RESTRICT");
}
