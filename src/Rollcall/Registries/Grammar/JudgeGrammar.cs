using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>How pages are told apart: the shapes below <c>judge</c>, and the conditions that waiting shares with it.</summary>
internal static class JudgeGrammar
{
    private static readonly ListShape Markers = new(Words.Marker, "text", OrOne: true);

    /// <summary><c>at</c>: a selector.</summary>
    public static Key At { get; } = new("at", Words.Selector, "A CSS selector; one of its visible elements must be there and say what 'is' or 'contains' says.");

    /// <summary><c>is</c>: the whole text.</summary>
    public static Key Is { get; } = new("is", Markers, "The whole text that must stand there, or a list of such texts. Case and runs of white space do not count.");

    /// <summary><c>contains</c>: whole words.</summary>
    public static Key Contains { get; } = new("contains", Markers, "Whole words that must stand there, or a list of such texts; without 'at', anywhere on the page.");

    /// <summary><c>json</c>: a dotted path.</summary>
    public static Key Json { get; } = new("json", Words.JsonPath, "In a JSON answer, the dotted path of a value, such as data.items.0.name.");

    private static readonly Key[] Conditions =
    [
        new("status", new ListShape(new NumberShape("HTTP status", 100, 599), "HTTP status", OrOne: true), "The HTTP status, or a list of them."),
        new("url", Words.Marker, "A text that the final address (after redirects) contains."),
        At,
        Json,
        Is,
        Contains,
    ];

    private static readonly KeyRule[] ConditionRules =
    [
        new KeyRule.AtLeastOne("status", "url", "at", "json", "contains"),
        new KeyRule.AtMostOne("at", "json"),
        new KeyRule.Needs("is", "at", "json"),
    ];

    /// <summary>One rule: conditions that must all hold.</summary>
    public static MappingShape Rule { get; } = new("rule", Conditions) { Rules = ConditionRules, Example = "{ at: \"h1\", is: \"No such record\" }" };

    private static readonly ListShape RuleList = new(Rule, "rule", OrOne: true);

    private static readonly MappingShape Into = new("place of another id", [At with { Meaning = "A CSS selector of the element that names the other id." }, Json])
    {
        Rules = [new KeyRule.ExactlyOne("at", "json")],
    };

    private static readonly MappingShape MergedRule = new("merged rule", [.. Conditions, new("into", Into, "Where the id of the other record stands.") { IsRequired = true }])
    {
        Rules = ConditionRules,
    };

    /// <summary><c>judge</c>.</summary>
    public static MappingShape Judge { get; } = new("judge rules", [
        new("expired", RuleList, "Pages that say that the session has ended: it is opened anew and the id asked again, at no cost to it."),
        new("blocked", RuleList, "Pages by which the site refuses to serve you; never an outcome for an id."),
        new("withheld", RuleList, "Pages that say the record exists but is not shown (sealed, private)."),
        new("deleted", RuleList, "Pages that say the record was removed."),
        new("merged", new ListShape(MergedRule, "rule", OrOne: true), "Pages that say the record is now part of another."),
        new("absent", RuleList, "Pages that say, in the site's own words, that there is no such record.") { IsRequired = true },
        new("found", RuleList, "Pages that hold a record.") { IsRequired = true },
        new("identity", Rule, "What on a found page must name the id asked for; without it nothing is saved.") { IsRequired = true },
    ]);
}
