namespace Rollcall.Definitions;

/// <summary>
/// Holds nodes against shapes. Returns the nodes that fit and collects a problem for each that does not, so that whoever reads on sees
/// only what has its right form.
/// </summary>
internal sealed class ShapeCheck(DefinitionFile file, IReadOnlySet<string> lostKeys)
{
    /// <summary>The node, without what does not fit; null when it does not fit itself.</summary>
    public Node? Check(Node node, Shape shape) => (node, shape) switch
    {
        (not MappingNode, EitherShape { Brief: ListShape brief }) => CheckList(node, brief),
        (_, EitherShape either) => Check(node, node is MappingNode ? either.Full : either.Brief, either),
        (_, ListShape list) => CheckList(node, list),
        _ => Check(node, shape, shape),
    };

    // "asked" is what messages name: a value that is neither the short nor the long form is told of both.
    private Node? Check(Node node, Shape shape, Shape asked) => (node, shape) switch
    {
        (MappingNode mapping, MappingShape keys) => CheckMapping(mapping, keys),
        (MappingNode mapping, MapShape map) => CheckMap(mapping, map),
        (ScalarNode { IsEmpty: true }, MapShape { MayBeEmpty: true }) => null,
        (ScalarNode { IsEmpty: false } scalar, TextShape or NumberShape or FlagShape or ChoiceShape) => ScalarCheck.Check(file, scalar, shape, asked) ? scalar : null,
        _ => Refuse(node, asked),
    };

    private Node? CheckList(Node node, ListShape shape)
    {
        if (node is SequenceNode list)
        {
            if (list.Items.Count < shape.Least)
            {
                file.Problems.Add(list, shape.Least == 1 ? "the list is empty" : $"the list has {list.Items.Count} items, fewer than {shape.Least}", shape.Allowed);
            }

            return new SequenceNode(list.Path, list.Line, [.. list.Items.Select(i => Check(i, shape.Item)).OfType<Node>()]);
        }

        return shape.OrOne && !node.IsEmpty ? Check(node, shape.Item, shape) : Refuse(node, shape);
    }

    private MappingNode CheckMapping(MappingNode mapping, MappingShape shape)
    {
        var names = shape.Keys.Select(k => k.Name).ToList();
        var entries = new List<MappingEntry>();
        var given = new HashSet<string>();
        foreach (var entry in mapping.Entries)
        {
            if (shape.Keys.FirstOrDefault(k => k.Name == entry.Key) is not { } key)
            {
                file.Problems.Add(entry.Line, entry.Value.Path, $"there is no key '{entry.Key}' in {shape.Noun}", Nearest.Advice(entry.Key, names));

                // Whoever writes 'lable' is not told a second time that 'label' is missing.
                given.Add(Nearest.To(entry.Key, names) ?? "");
                continue;
            }

            given.Add(key.Name);
            if (Check(entry.Value, key.Shape) is { } value)
            {
                entries.Add(entry with { Value = value });
            }
        }

        if (mapping.Path.Length == 0)
        {
            // What was left out because of a syntax error is reported once, as that.
            given.UnionWith(lostKeys);
        }

        foreach (var key in shape.Keys.Where(k => k.IsRequired && !given.Contains(k.Name)))
        {
            file.Problems.Add(mapping.Line, mapping.Path, $"the key '{key.Name}' is missing", $"add it: {key.Meaning}");
        }

        var missed = new HashSet<string>();
        foreach (var rule in shape.Rules)
        {
            CheckRule(mapping, given, missed, rule);
        }

        return new MappingNode(mapping.Path, mapping.Line, entries, given);
    }

    // What one rule has already missed, another does not miss again.
    private void CheckRule(MappingNode mapping, HashSet<string> present, HashSet<string> missed, KeyRule rule)
    {
        switch (rule)
        {
            case KeyRule.Needs needs:
                if (mapping.Entries.FirstOrDefault(e => e.Key == needs.Key) is { } entry && !needs.OneOf.Any(k => present.Contains(k) || missed.Contains(k)))
                {
                    file.Problems.Add(entry.Line, entry.Value.Path, $"'{needs.Key}' means nothing by itself", $"give {string.Join(" or ", needs.OneOf.Select(k => $"'{k}'"))} with it, or take it away");
                }

                break;
            case KeyRule.ExactlyOne one:
                CheckCount(mapping, present, missed, one.Keys, least: 1, most: 1);
                break;
            case KeyRule.AtMostOne one:
                CheckCount(mapping, present, missed, one.Keys, least: 0, most: 1);
                break;
            case KeyRule.AtLeastOne some:
                CheckCount(mapping, present, missed, some.Keys, least: 1, most: int.MaxValue);
                break;
        }
    }

    private void CheckCount(MappingNode mapping, HashSet<string> present, HashSet<string> missed, IReadOnlyList<string> keys, int least, int most)
    {
        var given = keys.Where(present.Contains).ToList();
        if (given.Count < least)
        {
            missed.UnionWith(keys);
            file.Problems.Add(mapping, $"none of {Quoted(keys)} is given", most == 1 ? "give one of them" : "give at least one of them");
        }
        else if (given.Count > most)
        {
            file.Problems.Add(mapping, $"{Quoted(given)} stand together", "give one of them only");
        }
    }

    private MappingNode CheckMap(MappingNode mapping, MapShape shape)
    {
        if (mapping.Entries.Count == 0 && !shape.MayBeEmpty)
        {
            file.Problems.Add(mapping, "there is nothing in it", shape.Allowed);
        }

        var entries = new List<MappingEntry>();
        foreach (var entry in mapping.Entries)
        {
            if (shape.Name.Judge(entry.Key) is { } complaint)
            {
                file.Problems.Add(entry.Line, entry.Value.Path, complaint.Wrong, complaint.Allowed ?? shape.Name.Allowed);
            }

            if (Check(entry.Value, shape.Item) is { } value)
            {
                entries.Add(entry with { Value = value });
            }
        }

        return new MappingNode(mapping.Path, mapping.Line, entries);
    }

    private Node? Refuse(Node node, Shape shape)
    {
        var wrong = node.IsEmpty ? "nothing stands behind the key" : $"{node.Given} is no {shape.Noun}";
        var example = ExampleOf(shape);
        file.Problems.Add(node, wrong, example is null ? shape.Allowed : $"{shape.Allowed}; for example {example}");
        return null;
    }

    private static string? ExampleOf(Shape shape) => shape switch
    {
        MappingShape mapping => mapping.Example,
        EitherShape either => either.Full.Example,
        ListShape { OrOne: true } list => ExampleOf(list.Item),
        _ => null,
    };

    private static string Quoted(IEnumerable<string> keys) => string.Join(", ", keys.Select(k => $"'{k}'"));
}
