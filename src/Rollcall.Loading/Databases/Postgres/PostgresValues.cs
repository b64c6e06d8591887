using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>
/// Values on their way to PostgreSQL and back. Dates and moments travel as ISO 8601 text, so that the engine has them in one form only.
/// </summary>
internal static class PostgresValues
{
    /// <summary>A column in a select list, in the engine's form.</summary>
    public static string Select(ColumnDefinition column, string prefix)
    {
        var name = prefix + Sql.Quote(column.Name);
        return column.Type switch
        {
            ColumnType.Id or ColumnType.Whole => $"{name}::bigint",
            ColumnType.Number => $"{name}::double precision",
            ColumnType.Boolean => name,
            ColumnType.Timestamp => $"to_char({name}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')",
            _ => $"{name}::text",
        };
    }

    /// <summary>The array type in which a column's values travel.</summary>
    public static string ArrayType(ColumnType type) => type switch
    {
        ColumnType.Id or ColumnType.Whole => "bigint[]",
        ColumnType.Number => "double precision[]",
        ColumnType.Boolean => "boolean[]",
        _ => "text[]",
    };

    /// <summary>What makes a travelled value one of the column's type; empty when it is.</summary>
    public static string Cast(ColumnType type) => type switch
    {
        ColumnType.Date => "::date",
        ColumnType.Timestamp => "::timestamptz",
        ColumnType.Json => "::json",
        _ => "",
    };

    /// <summary>One column's values for many rows.</summary>
    public static NpgsqlParameter Array(ColumnType type, int count, Func<int, object?> value) => type switch
    {
        ColumnType.Id or ColumnType.Whole => Parameter(NpgsqlDbType.Bigint, count, n => (long?)value(n)),
        ColumnType.Number => Parameter(NpgsqlDbType.Double, count, n => (double?)value(n)),
        ColumnType.Boolean => Parameter(NpgsqlDbType.Boolean, count, n => (bool?)value(n)),
        _ => Parameter(NpgsqlDbType.Text, count, n => (string?)value(n)),
    };

    /// <summary>The current row of a reader over all columns of a table, selected by <see cref="Select"/>.</summary>
    public static object?[] Read(TableDefinition table, DbDataReader reader)
    {
        var row = new object?[table.Columns.Length];
        for (var i = 0; i < row.Length; i++)
        {
            if (!reader.IsDBNull(i))
            {
                var value = reader.GetValue(i);
                row[i] = table.Columns[i].Type == ColumnType.Timestamp ? ((string)value).TrimEnd('0').TrimEnd('.') + "Z" : value;
            }
        }

        return row;
    }

    private static NpgsqlParameter<T[]> Parameter<T>(NpgsqlDbType type, int count, Func<int, T> value)
    {
        var values = new T[count];
        for (var n = 0; n < count; n++)
        {
            values[n] = value(n);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
