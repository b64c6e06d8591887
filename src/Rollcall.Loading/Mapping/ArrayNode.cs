using System.Text;
using System.Text.Json;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Mapping;

/// <summary>A place in the records of one kind that gives rows: the record itself, or one of its nested arrays. Immutable once built.</summary>
internal sealed class ArrayNode
{
    private readonly List<ArrayNode> _children = [];
    private readonly List<TableDefinition> _tables = [];
    private readonly byte[][] _way;

    private ArrayNode(string name)
    {
        Name = name;
        _way = name.Length == 0 ? [] : [.. name.Split('.').Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The way from the array around it, for messages; empty for the record.</summary>
    public string Name { get; }

    /// <summary>The tables that get a row from each element, each after those it refers to.</summary>
    public IReadOnlyList<TableDefinition> Tables => _tables;

    /// <summary>The arrays within.</summary>
    public IReadOnlyList<ArrayNode> Children => _children;

    /// <summary>A table to name in a message about the array.</summary>
    public string? FirstTable => _tables.Count > 0 ? _tables[0].Name : _children.Select(c => c.FirstTable).FirstOrDefault();

    /// <summary>The places of one kind of record.</summary>
    public static ArrayNode TreeOf(DatasetDefinition dataset, int kind)
    {
        var root = new ArrayNode("");
        foreach (var table in dataset.Tables.Where(t => t.Kind == kind))
        {
            var node = root;
            foreach (var step in table.ArrayPath)
            {
                node = node.Child(step);
            }

            node._tables.Add(table);
        }

        return root;
    }

    /// <summary>The array, or false when the element lacks it.</summary>
    public bool TryRead(JsonElement element, out JsonElement array)
    {
        array = element;
        foreach (var name in _way)
        {
            if (array.ValueKind != JsonValueKind.Object || !array.TryGetProperty(name, out array))
            {
                return false;
            }
        }

        return true;
    }

    private ArrayNode Child(string name)
    {
        var child = _children.Find(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (child is null)
        {
            child = new ArrayNode(name);
            _children.Add(child);
        }

        return child;
    }
}
