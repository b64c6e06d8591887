using Rollcall.Definitions;

namespace Rollcall.Tests.Definitions;

/// <summary>A small grammar that uses every shape, so that the check is tested apart from any real one.</summary>
internal static class SampleGrammar
{
    private static readonly TextShape Text = new("text", "give a text");

    private static readonly MappingShape Place = new("place", [
        new("at", Text, "A selector."),
        new("json", Text, "A path."),
        new("is", new ListShape(Text, "text", OrOne: true), "Texts."),
        new("attribute", Text, "An attribute."),
    ])
    {
        Rules = [new KeyRule.ExactlyOne("at", "json"), new KeyRule.Needs("is", "at", "json"), new KeyRule.Needs("attribute", "at")],
    };

    public static MappingShape Root { get; } = new("sample", [
        new("name", Text with { Check = t => t.Contains(' ', StringComparison.Ordinal) ? new Complaint($"'{t}' has a space", "give one word") : null }, "Its name.") { IsRequired = true },
        new("first", new NumberShape("number", 0, 100), "The first."),
        new("on", new FlagShape(), "Whether."),
        new("as", new ChoiceShape("kind", ["text", "date", "number"]), "The kind."),
        new("status", new ListShape(new NumberShape("HTTP status", 100, 599), "HTTP status", OrOne: true), "Statuses."),
        new("places", new ListShape(Place, "list of places"), "Places."),
        new("settings", new MapShape(Text, Text, "settings"), "Settings."),
        new("columns", new MapShape(Text, new EitherShape(Text, Place), "columns"), "Columns."),
    ]);

    public static (MappingNode? Root, IReadOnlyList<Problem> Errors) Read(string text)
    {
        var file = DefinitionFile.Parse("x.yaml", text);
        var root = file.Check(Root);
        return (root, file.Problems.Errors);
    }

    /// <summary>The problems as the user sees them.</summary>
    public static IReadOnlyList<string> Complaints(string text) => [.. Read(text).Errors.Select(e => e.ToString())];
}
