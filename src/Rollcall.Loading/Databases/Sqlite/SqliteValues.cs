using Rollcall.Loading.Datasets;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>Rows of SQLite in the engine's form.</summary>
internal static class SqliteValues
{
    /// <summary>The current row of a query over all columns of a table.</summary>
    public static object?[] Read(TableDefinition table, sqlite3_stmt statement)
    {
        var row = new object?[table.Columns.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Read(table, table.Columns[i], statement, i);
        }

        return row;
    }

    // A table that is not strict may hold anything anywhere: what does not fit is kept as it is, so that an undo brings it back.
    private static object? Read(TableDefinition table, ColumnDefinition column, sqlite3_stmt statement, int i) =>
        raw.sqlite3_column_type(statement, i) switch
        {
            raw.SQLITE_NULL => null,
            raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, i).utf8_to_string(),
            raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, i),
            raw.SQLITE_INTEGER => Whole(column, raw.sqlite3_column_int64(statement, i)),
            _ => throw new DatabaseException(
                StopReason.DatabaseUnavailable,
                $"{table.Name}.{column.Name} holds binary data, which no column type of a dataset can hold.",
                "Clear those values or move them to another table."),
        };

    private static object Whole(ColumnDefinition column, long whole) => column.Type switch
    {
        ColumnType.Number => (double)whole,
        ColumnType.Boolean when whole is 0 or 1 => whole == 1,
        _ => whole,
    };
}
