using System.Text.Json;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Mapping;

/// <summary>Reads one row of one table from a record or from an element of one of its arrays.</summary>
internal static class RowMapper
{
    /// <summary>
    /// The row, with a reason in the record for everything wrong with it; null for a shared table when the element names no row of it.
    /// </summary>
    public static CandidateRow? Map(
        TableDefinition table, MappedRecord record, JsonElement json, JsonElement element, string? at, CandidateRow?[] around)
    {
        if (table.IsShared && !NamesRow(table, json, element))
        {
            return null;
        }

        var row = new CandidateRow(table, record, at) { Around = around };
        foreach (var column in table.Columns)
        {
            switch (column.Origin)
            {
                case ColumnOrigin.Field field:
                    row.Values[column.Ordinal] = ReadField(column, field.Path, row, json, element);
                    break;
                case ColumnOrigin.LookedUp lookedUp:
                    ReadLookup(column, lookedUp, row, json, element);
                    break;
                default:
                    // Numbered, taken from another row, or none of our business: the plan fills it in.
                    break;
            }
        }

        record.Rows.Add(row);
        if (at is null && !table.IsShared && table.Owner is null)
        {
            record.Main = row;
        }

        return row;
    }

    // A shared row is named by its match columns: without any of them there is none to speak of.
    private static bool NamesRow(TableDefinition table, JsonElement json, JsonElement element) =>
        table.Match.Ordinals.Any(o => table.Columns[o].Origin switch
        {
            ColumnOrigin.Field field => field.Path.TryRead(json, element, out var value) && value.ValueKind != JsonValueKind.Null,
            _ => true,
        });

    private static object? ReadField(ColumnDefinition column, FieldPath path, CandidateRow row, JsonElement json, JsonElement element)
    {
        if (!path.TryRead(json, element, out var found))
        {
            return Absent(column, row);
        }

        if (!ValueReader.TryRead(column.Type, found, out var value, out var wanted))
        {
            Complain(row, column, found, RefusalRule.Type, $"{column.Name} must be {wanted}");
            return null;
        }

        if ((column.Required || column.IsReference) && IsBlank(value))
        {
            value = column.Default ?? (column.IsReference ? null : value);
        }

        ColumnRules.Judge(column, value, (rule, message) => Complain(row, column, found, rule, message));
        return value;
    }

    private static bool IsBlank(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));

    private static object? Absent(ColumnDefinition column, CandidateRow row)
    {
        if (column.KeptWhenAbsent)
        {
            return CandidateRow.Kept;
        }

        if (column.Required && column.Default is null)
        {
            Complain(row, column, found: null, RefusalRule.Required, $"{column.Name} is required");
        }

        return column.Default;
    }

    private static void ReadLookup(
        ColumnDefinition column, ColumnOrigin.LookedUp lookedUp, CandidateRow row, JsonElement json, JsonElement element)
    {
        var values = new object?[lookedUp.Paths.Length];
        var given = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!lookedUp.Paths[i].TryRead(json, element, out var found))
            {
                continue;
            }

            if (!ValueReader.TryRead(lookedUp.Types[i], found, out values[i], out var wanted))
            {
                Complain(row, column, found, RefusalRule.Type, $"{lookedUp.By.Names[i]} must be {wanted}");
                return;
            }

            given += values[i] is null ? 0 : 1;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = IsBlank(values[i]) ? lookedUp.Defaults[i] ?? values[i] : values[i];
        }

        if (given == 0 || Array.Exists(values, v => v is null))
        {
            MissingLookup(column, lookedUp, row, given);
            return;
        }

        row.Lookups ??= new RowKey?[row.Values.Length];
        row.Lookups[column.Ordinal] = new RowKey(values!);
    }

    private static void MissingLookup(ColumnDefinition column, ColumnOrigin.LookedUp lookedUp, CandidateRow row, int given)
    {
        if (given > 0 || column.Required)
        {
            Complain(row, column, found: null, RefusalRule.Required, $"{column.Name} needs {lookedUp.By}");
        }
        else if (column.KeptWhenAbsent)
        {
            row.Values[column.Ordinal] = CandidateRow.Kept;
        }
    }

    private static void Complain(CandidateRow row, ColumnDefinition column, JsonElement? found, RefusalRule rule, string message)
    {
        var value = found is { ValueKind: not JsonValueKind.Undefined } json ? Reason.Shorten(json.GetRawText()) : null;
        var where = row.At is null ? "" : $"{row.At}: ";
        row.Record.Reasons.Add(new Reason(rule, row.Table.Name, column.Name, row.At, value, where + message));
    }
}
