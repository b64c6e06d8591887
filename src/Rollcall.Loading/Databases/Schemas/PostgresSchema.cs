using System.Collections.Immutable;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>PostgreSQL's tables, in the schema that comes first in the search path.</summary>
internal sealed class PostgresSchema : SchemaDialect
{
    public static readonly PostgresSchema Instance = new();

    private const string Table = "to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))";

    protected override string TableSuffix => "";

    protected override string TemporarySuffix => " on commit delete rows";

    public override string SqlOf(DatasetCheck check) => check.Postgres;

    public override string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Id or ColumnType.Whole => "bigint",
        ColumnType.Boolean => "boolean",
        ColumnType.Number => "double precision",
        ColumnType.Date => "date",
        ColumnType.Timestamp => "timestamp with time zone",
        // json keeps its text; jsonb would give back another one, and every load would seem to change it.
        ColumnType.Json => "json",
        _ => "text",
    };

    public override bool Fits(ColumnType type, string declared) => type switch
    {
        ColumnType.Id or ColumnType.Whole => declared is "bigint" or "integer" or "smallint",
        ColumnType.Number => declared is "double precision" or "numeric",
        ColumnType.Text => declared is "text" or "character varying",
        _ => string.Equals(declared, TypeOf(type), StringComparison.Ordinal),
    };

    public override TableShape? Describe(DatabaseSession session, string table)
    {
        var columns = session.Query(
            $"""
            select a.attname::text, format_type(a.atttypid, null), a.attnotnull from pg_attribute a
            where a.attrelid = {Table} and a.attnum > 0 and not a.attisdropped order by a.attnum
            """,
            table);
        if (columns.Count == 0)
        {
            return null;
        }

        var keys = session.Query(
            $"""
            select i.indexrelid::bigint, i.indisprimary, a.attname::text from pg_index i
            cross join lateral unnest(i.indkey) with ordinality k(attnum, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            where i.indrelid = {Table} and i.indisunique and i.indpred is null and i.indexprs is null and k.place <= i.indnkeyatts
            order by i.indexrelid, k.place
            """,
            table).GroupBy(r => (long)r[0]!).ToList();
        return new TableShape(
            [.. columns.Select(c => new ColumnShape((string)c[0]!, (string)c[1]!, (bool)c[2]!))],
            [.. keys.Where(k => (bool)k.First()[1]!).SelectMany(k => k).Select(r => (string)r[2]!)],
            [.. keys.Where(k => !(bool)k.First()[1]!).Select(k => k.Select(r => (string)r[2]!).ToImmutableArray())],
            ForeignKeys(session, table),
            [
                .. session.Query($"select tgname::text from pg_trigger where tgrelid = {Table} and not tgisinternal order by 1", table)
                    .Select(r => (string)r[0]!),
            ]);
    }

    private static ImmutableArray<ForeignKeyShape> ForeignKeys(DatabaseSession session, string table)
    {
        var parts = session.Query(
            $"""
            select c.oid::bigint, t.relname::text, a.attname::text, b.attname::text,
                   c.confdeltype not in ('a', 'r') or c.confupdtype not in ('a', 'r')
            from pg_constraint c
            join pg_class t on t.oid = c.confrelid
            cross join lateral unnest(c.conkey, c.confkey) with ordinality k(own, other, place)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
            join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other
            where c.conrelid = {Table} and c.contype = 'f' order by c.oid, k.place
            """,
            table);
        return
        [
            .. parts.GroupBy(r => (long)r[0]!).Select(k => new ForeignKeyShape(
                [.. k.Select(r => (string)r[2]!)], (string)k.First()[1]!, [.. k.Select(r => (string)r[3]!)], (bool)k.First()[4]!)),
        ];
    }
}
