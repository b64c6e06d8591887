using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>The grammar of a registry definition. The reader checks files by it and the schema for editors is made from it.</summary>
internal static class RegistryGrammar
{
    private static readonly MappingShape Ids = new("id source", [
        new("source", new ChoiceShape("source of ids", ["range", "list", "listing"]), "Where ids come from: range (every number; the default), list (the lines of a file) or listing (pages of the site)."),
        new("pattern", Words.Pattern, "How a number becomes an id: {number}, {number:00000}, IMM-{number}-{yy}. Other placeholders are filled by --year or --set."),
        new("first", new NumberShape("number", 0, MostNumber), "The lowest number that can exist; 1 by default."),
        new("ceiling", new NumberShape("number", 0, MostNumber), "The highest number that can exist. Nothing above it is ever asked."),
        new("file", Words.Text, "For a list: the file with one id a line, relative to the definition."),
        new("list", ListingGrammar.List, "For a listing: the pages that list the items."),
        new("tabs", ListingGrammar.Tabs, "For a listing: its tabs, as a list of names for {tab}, or the page that shows them. Each tab has an account of its own."),
    ]);

    private static readonly ListShape CanaryList = new(Words.Text, "list of ids", OrOne: true);

    private static readonly MappingShape Canaries = new("canaries", [
        new("present", CanaryList, "Numbers (or ids of a list) known to exist."),
        new("absent", CanaryList, "Numbers (or ids of a list) known not to exist."),
    ]);

    private static readonly ListShape Steps = new(StepGrammar.Step, "list of steps");

    /// <summary>The highest number an id can have.</summary>
    public const long MostNumber = 999_999_999_999;

    /// <summary>The whole definition.</summary>
    public static MappingShape Root { get; } = new("registry definition", [
        new("registry", Words.RegistryName, "Its name: lower-case letters, digits and hyphens. Part of file names.") { IsRequired = true },
        new("title", Words.Text, "What a person calls it."),
        new("site", Words.Site, "Scheme, host and port of the site; addresses in steps are relative to it.") { IsRequired = true },
        new("mode", new ChoiceShape("mode", ["http", "browser"]), "How it is asked: http (the default) or browser (a real Chromium)."),
        new("contact", Words.Contact, "A mail address or page by which the site's operator can reach you; sent with every request."),
        new("ids", Ids, "Which ids there are.") { IsRequired = true },
        new("session", new ChoiceShape("session", ["fresh", "keep"]), "What a page starts with that takes the place of one whose browser ended: nothing (fresh, the default), or its cookies and local storage (keep; browser). The open steps are done in any case."),
        new("open", Steps, "Steps done once per session, before the first id."),
        new("ask", Steps, "Steps done once per id; what they end on is judged.") { IsRequired = true },
        new("detail", Steps, "Steps done once per id that was judged found so far, to come to the page that is read."),
        new("sections", new MapShape(Words.FieldName, ReadGrammar.Section, "sections"), "Parts of a record that stand behind sub-tabs or at addresses of their own, each with a name of your choice. Their fields and tables become the record's."),
        new("reset", Steps, "Steps done after every id, so that the next finds a clean page (browser)."),
        new("judge", JudgeGrammar.Judge, "How pages are told apart. Judged in this order: expired, blocked, withheld, deleted, merged, absent, found.") { IsRequired = true },
        new("read", ReadGrammar.Read, "What is read from a record's page.") { IsRequired = true },
        new("canaries", Canaries, "Ids whose answers are known, asked to see whether the site still tells the truth."),
        new("settings", new MapShape(Words.Text, Words.Text with { MayBeEmpty = true }, "settings") { MayBeEmpty = true }, "Settings for this registry, such as delay_min: 2s."),
    ]);
}
