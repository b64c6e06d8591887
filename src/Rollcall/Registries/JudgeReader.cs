using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Reads <c>judge</c>, and the places that waiting shares with it.</summary>
internal sealed class JudgeReader(Problems problems, TemplateReader templates)
{
    /// <summary>The lists of rules in the order of judging: a page can only meet what the lists before let pass.</summary>
    public static IReadOnlyList<string> RuleLists { get; } = ["expired", "blocked", "withheld", "deleted", "merged", "absent", "found"];

    /// <summary>The rules; null when one that is needed is missing.</summary>
    public JudgeRules? Read(MappingNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var identity = node.MappingOf("identity") is { } named ? ReadIdentity(named) : null;
        var rules = RuleLists.ToDictionary(k => k, k => ReadRules(node, k));
        return identity is null ? null : new JudgeRules
        {
            Expired = rules["expired"],
            Blocked = rules["blocked"],
            Withheld = rules["withheld"],
            Deleted = rules["deleted"],
            Merged = rules["merged"],
            Absent = rules["absent"],
            Found = rules["found"],
            Identity = identity,
        };
    }

    /// <summary>The place of a condition and what it must say; null when it names none.</summary>
    public Place? ReadPlace(MappingNode node) =>
        node["at"] is null && node["json"] is null && node["is"] is null && node["contains"] is null
            ? null
            : new Place(node.TextOf("at"), node.TextOf("json"), templates.ReadAll(node, "is"), templates.ReadAll(node, "contains"));

    private ImmutableArray<Rule> ReadRules(MappingNode node, string key) =>
        [.. node.ItemsOf(key).OfType<MappingNode>().Select(ReadRule)];

    /// <summary>One rule.</summary>
    public Rule ReadRule(MappingNode node)
    {
        var statuses = node.ItemsOf("status").Select(s => (int)(s.Number ?? 0));
        var url = node["url"] is { } address ? templates.Read(address) : null;
        return new Rule(node.Line, [.. statuses], url, ReadPlace(node))
        {
            Into = node.MappingOf("into") is { } into ? ReadPlace(into) : null,
        };
    }

    /// <summary>A rule that tells whose record a page shows.</summary>
    public Rule ReadIdentity(MappingNode node)
    {
        var rule = ReadRule(node);
        List<Node> texts = [.. node.ItemsOf("is"), .. node.ItemsOf("contains"), .. node.ItemsOf("url")];
        if (!node.Mentions("is") && !node.Mentions("contains") && !node.Mentions("url"))
        {
            problems.Add(node, "it does not say what must stand there", "add is: \"{id}\" or contains: \"{id}\"; a page that does not name the id asked for is never saved");
        }

        // Texts are alternatives, so each must name the id.
        foreach (var same in texts.Where(t => !new Template(t.Text!).NamesTheId))
        {
            problems.Add(same, $"{same.Given} is the same for every id", "name the id in it with {id} or {number}; a page that does not name the id asked for is never saved");
        }

        return rule;
    }
}
