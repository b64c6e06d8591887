using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rollcall.Definitions;

/// <summary>
/// Makes nodes from YAML. Built on the parser's events and not on its document tree, because that gives up at the first key that
/// stands twice, and because nodes carry their key path.
/// </summary>
internal sealed class TreeBuilder
{
    // Far above what any definition needs, far below what an alias of aliases of aliases would make.
    private const int MostNodes = 50_000;
    private const int Deepest = 40;

    private readonly Problems _problems;
    private readonly Parser _parser;
    private readonly Dictionary<string, List<ParsingEvent>> _anchors = [];
    private int _nodes;

    private TreeBuilder(string text, Problems problems)
    {
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text of one document.</summary>
    /// <param name="text">YAML (or JSON, which is YAML too).</param>
    /// <param name="problems">Takes what is wrong, apart from syntax.</param>
    /// <returns>The root; null for an empty text.</returns>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static Node? Build(string text, Problems problems)
    {
        var builder = new TreeBuilder(text, problems);
        var events = builder.ReadEvents();
        var at = 0;
        return events.Count == 0 ? null : builder.Build(events, ref at, "", 0);
    }

    // All events of the first document, read to the end first: a syntax error anywhere must be met before nodes are made.
    private List<ParsingEvent> ReadEvents()
    {
        var events = new List<ParsingEvent>();
        var documents = 0;
        while (MoveNext())
        {
            switch (_parser.Current)
            {
                case DocumentStart start:
                    if (++documents == 2)
                    {
                        _problems.Add((int)start.Start.Line, "", "a second document begins", "keep one definition in one file");
                    }

                    break;
                case StreamStart or StreamEnd or DocumentEnd or Comment or null:
                    break;
                case { } content when documents == 1:
                    events.Add(content);
                    break;
            }
        }

        return events;
    }

    // On some broken texts the parser throws what it does not document (seen: InvalidOperationException for an unclosed bracket).
    private bool MoveNext()
    {
        var last = _parser.Current?.End ?? Mark.Empty;
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception error) when (error is not (YamlException or OutOfMemoryException))
        {
            throw new YamlException(last, last, "A bracket, brace or quote is not closed", error);
        }
    }

    private Node Build(List<ParsingEvent> events, ref int at, string path, int depth)
    {
        var start = at;
        var node = BuildBare(events, ref at, path, depth);
        if (events[start] is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = events.GetRange(start, at - start);
        }

        return node;
    }

    private Node BuildBare(List<ParsingEvent> events, ref int at, string path, int depth)
    {
        var first = events[at++];
        var line = (int)first.Start.Line;
        if (++_nodes > MostNodes || depth > Deepest)
        {
            SkipRest(first, events, ref at);
            _problems.Add(line, "", depth > Deepest ? $"it is nested more than {Deepest} deep" : $"it holds more than {MostNodes} values", "keep definitions short");
            return Empty(path, line);
        }

        switch (first)
        {
            case Scalar scalar:
                return new ScalarNode(path, SpanOf(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain);
            case SequenceStart:
                var items = new List<Node>();
                while (events[at] is not SequenceEnd)
                {
                    items.Add(Build(events, ref at, $"{path}[{items.Count}]", depth + 1));
                }

                at++;
                return new SequenceNode(path, line, items);
            case MappingStart:
                return BuildMapping(events, ref at, path, line, depth);
            case AnchorAlias alias:
                return BuildAlias(alias, path, line, depth);
            default:
                // The parser lets some broken texts pass and leaves a value out (seen: a stray quote in a mapping on one line).
                throw new YamlException(first.Start, first.End, "A value is missing");
        }
    }

    private MappingNode BuildMapping(List<ParsingEvent> events, ref int at, string path, int line, int depth)
    {
        var entries = new List<MappingEntry>();
        while (events[at] is not MappingEnd)
        {
            var keyLine = (int)events[at].Start.Line;
            var key = Build(events, ref at, path, depth + 1);
            var name = key is ScalarNode scalar ? scalar.Text ?? "" : "";
            var value = Build(events, ref at, path.Length == 0 ? name : $"{path}.{name}", depth + 1);
            if (key is not ScalarNode)
            {
                _problems.Add(keyLine, path, $"{key.Given} stands where a key is expected", "put text with braces or brackets in quotes");
            }
            else if (entries.Find(e => e.Key == name) is { } earlier)
            {
                _problems.Add(keyLine, value.Path, $"the key '{name}' stands here a second time", $"keep one of them; the first is in line {earlier.Line}");
            }
            else
            {
                entries.Add(new MappingEntry(name, keyLine, value));
            }
        }

        at++;
        return new MappingNode(path, line, entries);
    }

    private Node BuildAlias(AnchorAlias alias, string path, int line, int depth)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var meant))
        {
            var at = 0;
            return BuildBare(meant, ref at, path, depth);
        }

        _problems.Add(line, path, $"*{alias.Value.Value} names no anchor", $"set &{alias.Value.Value} before a value further up, or put the text in quotes");
        return Empty(path, line);
    }

    private static void SkipRest(ParsingEvent first, List<ParsingEvent> events, ref int at)
    {
        for (var open = first.NestingIncrease; open > 0 && at < events.Count; at++)
        {
            open += events[at].NestingIncrease;
        }
    }

    private static ScalarNode Empty(string path, int line) => new(path, new Span(line, 0, line, 0), "", plain: true);

    private static Span SpanOf(Scalar scalar) =>
        new((int)scalar.Start.Line, (int)scalar.Start.Column - 1, (int)scalar.End.Line, (int)scalar.End.Column - 1);
}
