using Rollcall.Reading;

namespace Rollcall.Cli.Output;

/// <summary>Shows what was read from one id's pages, and what may have been missed.</summary>
internal static class ReadingPrinter
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, IEnumerable<FieldTrace> fields, IEnumerable<TableTrace> tables)
    {
        foreach (var field in fields)
        {
            output.WriteLine($"  line {field.Line,-4} {field.Name} = {(field.Problem is { } problem ? $"nothing: {problem}" : Written(field.Value))}");
        }

        foreach (var table in tables)
        {
            Print(output, table);
        }
    }

    private static void Print(TextWriter output, TableTrace table)
    {
        var rows = table.Table?.Rows ?? [];
        var amount = $"{rows.Length} row{(rows.Length == 1 ? "" : "s")}{(table.Pages > 1 ? $" on {table.Pages} pages" : "")}";
        output.WriteLine($"  line {table.Line,-4} {table.Name}: {table.Problem ?? amount}");
        if (rows.Length > 0)
        {
            output.WriteLine($"      first row: {string.Join(", ", rows[0].Select(f => $"{f.Name} = {Written(f.Value)}"))}");
        }

        if (table.Problem is null && table.WhyNotThere is { } why)
        {
            output.WriteLine($"      warning: {why}; if every record has the table, mend this and write 'required: true'");
        }

        foreach (var column in table.EmptyColumns)
        {
            output.WriteLine($"      warning: no row has {column}");
        }
    }

    private static string Written(FieldValue value) => value switch
    {
        { Text: null } => "nothing there",
        { IsNumber: true } => value.Text,
        _ => $"\"{value.Text}\"",
    };
}
