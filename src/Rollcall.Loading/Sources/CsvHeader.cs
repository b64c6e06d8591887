using System.Text.Json;
using CsvHelper;

namespace Rollcall.Loading.Sources;

/// <summary>The names of a CSV file's first line, as the shape of the JSON objects its lines become. Immutable once built.</summary>
internal sealed class CsvHeader
{
    private readonly Node _root = new("");

    private CsvHeader(int cells) => Cells = cells;

    /// <summary>How many cells a line has.</summary>
    public int Cells { get; }

    /// <exception cref="RollcallException">A name stands twice, is the beginning of another, or is not UTF-8.</exception>
    public static CsvHeader Of(IReadOnlyList<string> names)
    {
        var header = new CsvHeader(names.Count);
        for (var cell = 0; cell < names.Count; cell++)
        {
            if (names[cell].Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw new RollcallException(ExitCode.Usage, $"The first line of the CSV file is not UTF-8: '{names[cell]}'.", "Save the file as UTF-8.");
            }

            var node = header._root;
            foreach (var part in names[cell].Trim().Split('.'))
            {
                node = node.Cell < 0 ? node.Child(part) : throw Clash(names[cell]);
            }

            if (node.Cell >= 0 || node.Children.Count > 0)
            {
                throw Clash(names[cell]);
            }

            node.Cell = cell;
        }

        return header;
    }

    /// <summary>Writes the reader's current line as an object.</summary>
    public void Write(Utf8JsonWriter json, CsvReader csv) => Write(_root, json, csv);

    private static void Write(Node node, Utf8JsonWriter json, CsvReader csv)
    {
        if (node.Cell >= 0)
        {
            var text = csv.GetSpan(node.Cell);
            if (text.IsEmpty)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStringValue(text);
            }

            return;
        }

        json.WriteStartObject();
        foreach (var child in node.Children)
        {
            json.WritePropertyName(child.Name);
            Write(child, json, csv);
        }

        json.WriteEndObject();
    }

    private static RollcallException Clash(string name) => new(
        ExitCode.Usage, $"The first line of the CSV file names '{name}' twice, or as part of another name.", "Give every column a name of its own.");

    private sealed class Node(string name)
    {
        public string Name => name;

        public int Cell { get; set; } = -1;

        public List<Node> Children { get; } = [];

        public Node Child(string part)
        {
            var child = Children.Find(c => string.Equals(c.Name, part, StringComparison.Ordinal));
            if (child is null)
            {
                child = new Node(part);
                Children.Add(child);
            }

            return child;
        }
    }
}
