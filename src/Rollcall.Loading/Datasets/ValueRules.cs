using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rollcall.Definitions;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Datasets;

/// <summary>Reads what a column allows, and checks that it fits the column's type.</summary>
internal sealed class ValueRules(Problems problems, ColumnDraft column, ColumnType type)
{
    private readonly MappingNode? _keys = column.Keys;

    public (int Least, int Most)? Length()
    {
        if (Given("length", ColumnType.Text) is not { Text: { } text } at)
        {
            return null;
        }

        var ends = text.Split("..");
        var least = 0;
        var most = int.MaxValue;
        var read = ends.Length switch
        {
            1 => int.TryParse(ends[0], out most),
            2 => (ends[0].Length == 0 || int.TryParse(ends[0], out least)) && (ends[1].Length == 0 || int.TryParse(ends[1], out most)),
            _ => false,
        };
        if (!read || least < 0 || most < Math.Max(1, least))
        {
            problems.Add(at, $"'{text}' is no length", "give least..most characters, or the most");
            return null;
        }

        return (least, most);
    }

    public Regex? Pattern()
    {
        if (Given("pattern", ColumnType.Text) is not { Text: { } text } at)
        {
            return null;
        }

        try
        {
            // Linear in the text, whatever the pattern: a definition must not be able to stop a load.
            return new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Add(at, $"'{text}' is no regular expression that can be used: {e.Message}", "write one without lookaround and backreferences");
            return null;
        }
    }

    public ImmutableArray<string> OneOf() =>
        Given("one_of", ColumnType.Text) is null ? [] : [.. _keys!.TextsOf("one_of")];

    public (object? Least, object? Most)? Range()
    {
        if (Given("range", ColumnType.Whole, ColumnType.Number, ColumnType.Date, ColumnType.Timestamp) is not { Text: { } text } at)
        {
            return null;
        }

        var ends = text.Split("..", 2);
        if (!ValueReader.TryParse(type, ends[0], out var least, out var wanted) || !ValueReader.TryParse(type, ends[1], out var most, out wanted))
        {
            problems.Add(at, $"'{text}' is no range of this column", $"give {wanted} at each end that is not open");
            return null;
        }

        return (least, most);
    }

    public object? Default()
    {
        if (_keys?["default"] is not { Text: { } text } at)
        {
            return null;
        }

        if (!ValueReader.TryParse(type, text, out var value, out var wanted))
        {
            problems.Add(at, $"{at.Given} cannot stand in this column", $"give {wanted}");
        }

        return value;
    }

    private Node? Given(string key, params ColumnType[] types)
    {
        if (_keys?[key] is not { } node)
        {
            return null;
        }

        if (types.Contains(type))
        {
            return node;
        }

        problems.Add(node, $"'{key}' means nothing for this type of column", $"take it away: it is for {string.Join(", ", types.Select(t => t.ToString().ToLowerInvariant()))}");
        return null;
    }
}
