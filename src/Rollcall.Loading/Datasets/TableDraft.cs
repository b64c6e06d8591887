using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>A table as its definition writes it, before its references are resolved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">The line of its name.</param>
/// <param name="Node">Its keys.</param>
/// <param name="Kind">The place of the kind its rows come from.</param>
/// <param name="ArrayPath">The nested arrays on the way to its rows.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record TableDraft(
    string Name, int Line, MappingNode Node, int Kind, IReadOnlyList<string> ArrayPath, IReadOnlyList<ColumnDraft> Columns)
{
    public bool IsShared => Node["shared"]?.IsTrue == true;

    public ColumnDraft? Column(string name) => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>The tables it refers to.</summary>
    public IEnumerable<(string Table, Node At)> Targets =>
        Columns.Where(c => c.Target is not null).Select(c => (c.Target!.Value.Table, c.Target.Value.At))
            .Concat(Node.ItemsOf("foreign_keys").OfType<MappingNode>().Where(k => k.TextOf("references") is not null)
                .Select(k => (k.TextOf("references")!, k["references"]!)));
}

/// <summary>A column as its definition writes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">Its type alone, or its keys.</param>
internal sealed record ColumnDraft(string Name, Node Node)
{
    public MappingNode? Keys => Node as MappingNode;

    /// <summary>The type given; null when it is that of the column it refers to.</summary>
    public ColumnType? Type => (Node.Text ?? Keys?.TextOf("type")) switch
    {
        "id" => ColumnType.Id,
        "text" => ColumnType.Text,
        "integer" => ColumnType.Whole,
        "number" => ColumnType.Number,
        "boolean" => ColumnType.Boolean,
        "date" => ColumnType.Date,
        "timestamp" => ColumnType.Timestamp,
        "json" => ColumnType.Json,
        _ => null,
    };

    public bool IsUnmanaged => Keys?.TextOf("managed") is "false";

    public bool IsParent => Keys?["parent"] is not null;

    public bool IsSibling => Keys?["sibling"] is not null;

    /// <summary>The columns of the other table by which the record names its row; empty when it gives the value itself.</summary>
    public IReadOnlyList<string> By => [.. Keys?.TextsOf("by") ?? []];

    public IReadOnlyList<string> From => [.. Keys?.TextsOf("from") ?? []];

    /// <summary>The table and column it refers to, the column null for the table's primary key.</summary>
    public (string Table, string? Column, Node At)? Target
    {
        get
        {
            if ((Keys?["references"] ?? Keys?["parent"] ?? Keys?["sibling"]) is not { Text: { } text } at)
            {
                return null;
            }

            var parts = text.Split('.');
            return (parts[0], parts.Length > 1 ? parts[1] : null, at);
        }
    }
}
