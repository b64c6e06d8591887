using System.Text;
using Rollcall.Definitions;

namespace Rollcall.Tests.Registries;

/// <summary>Writes a grammar as the tables of the docs' reference: a section for each mapping, in the order a reader meets them.</summary>
internal sealed class GrammarReference
{
    private readonly List<MappingShape> _sections = [];
    private readonly StringBuilder _text = new();

    public static string Write(MappingShape root)
    {
        var reference = new GrammarReference();
        reference._sections.Add(root);
        for (var at = 0; at < reference._sections.Count; at++)
        {
            reference.WriteSection(reference._sections[at]);
        }

        return reference._text.ToString();
    }

    private void WriteSection(MappingShape shape)
    {
        _text.Append($"### {Title(shape)}\n\n| key | value | meaning |\n|---|---|---|\n");
        foreach (var key in shape.Keys)
        {
            _text.Append($"| `{key.Name}`{(key.IsRequired ? " (needed)" : "")} | {Value(key.Shape)} | {key.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        _text.Append('\n');
        foreach (var rule in shape.Rules)
        {
            _text.Append("- ").Append(rule switch
            {
                KeyRule.ExactlyOne one => $"Exactly one of {Names(one.Keys)}.",
                KeyRule.AtLeastOne some => $"At least one of {Names(some.Keys)}.",
                KeyRule.AtMostOne most => $"Not more than one of {Names(most.Keys)}.",
                KeyRule.Needs needs => $"`{needs.Key}` only together with {string.Join(" or ", needs.OneOf.Select(k => $"`{k}`"))}.",
                _ => throw new NotSupportedException(rule.GetType().Name),
            }).Append('\n');
        }

        _text.Append(shape.Rules.Count > 0 ? "\n" : "");
    }

    private string Value(Shape shape) => shape switch
    {
        MappingShape mapping => Link(mapping),
        EitherShape either => $"{Value(either.Brief)}, or {Link(either.Full)}",
        ListShape { OrOne: true } list => $"{Value(list.Item)}, or a list",
        ListShape list => $"list of {Value(list.Item)}",
        MapShape map => $"names of your choice, each with {Value(map.Item)}",
        ChoiceShape choice => string.Join(", ", choice.Words.Select(w => $"`{w}`")),
        FlagShape => "`true` or `false`",
        NumberShape number => $"whole number, {number.Least} to {number.Most}",
        _ => shape.Noun,
    };

    private string Link(MappingShape shape)
    {
        if (!_sections.Contains(shape))
        {
            _sections.Add(shape);
        }

        return $"[{shape.Noun}](#{Title(shape).ToLowerInvariant().Replace(' ', '-')})";
    }

    private static string Title(MappingShape shape) => char.ToUpperInvariant(shape.Noun[0]) + shape.Noun[1..];

    private static string Names(IEnumerable<string> keys) => string.Join(", ", keys.Select(k => $"`{k}`"));
}
