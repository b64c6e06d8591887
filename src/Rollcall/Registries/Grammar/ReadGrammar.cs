using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>What is read from a record's page: the shapes below <c>read</c>.</summary>
internal static class ReadGrammar
{
    private static readonly Key As = new("as", new ChoiceShape("kind of value", ["text", "date", "number"]), "What the text is turned into: text (the default), date (ISO 8601) or number.");

    private static readonly Key Format = new("format", new ListShape(Words.DateFormat, "date form", OrOne: true), "For dates: forms to try besides ISO 8601, in .NET notation, such as d MMMM yyyy.");

    private static readonly Key From = new("from", new ChoiceShape("page", ["ask", "detail"]), "Which page it is read from when there are detail steps; detail by default.");

    private static readonly Key Attribute = new("attribute", Words.Text, "An attribute to read instead of the text, such as href.");

    private static readonly MappingShape Field = new("field", [
        new("at", Words.Selector, "The first visible element of this CSS selector."),
        new("label", Words.Text, "The value beside this label, as a person reads it, in a table row, a definition list or a paragraph."),
        new("column", Words.Text, "The cell below this header in the result row that names the id."),
        new("json", Words.JsonPath, "In a JSON answer, the value at this dotted path."),
        Attribute,
        new("within", Words.Selector, "Where to look for the label; the whole page by default."),
        new("of", Words.Selector, "The table of the column."),
        new("rows", new ChoiceShape("choice of rows", ["exact", "first"]), "For a column, when several rows name the id: exact (the default) wants them to agree, first takes the first."),
        As,
        Format,
        new("required", new FlagShape(), "Whether a page without it is no record of this registry; false by default."),
        From,
    ])
    {
        Rules =
        [
            new KeyRule.ExactlyOne("at", "label", "column", "json"),
            new KeyRule.Needs("attribute", "at"),
            new KeyRule.Needs("within", "label"),
            new KeyRule.Needs("of", "column"),
            new KeyRule.Needs("column", "of"),
            new KeyRule.Needs("rows", "column"),
        ],
        Example = "status: { label: \"Status\" }",
    };

    private static readonly MappingShape Column = new("column", [
        new("header", Words.Text, "The header above it."),
        new("json", Words.JsonPath, "In a JSON answer, the dotted path within an item."),
        Attribute,
        As,
        Format,
        new("required", new FlagShape(), "Whether every row must have a value there, or the record fails; false by default."),
    ])
    {
        Rules = [new KeyRule.ExactlyOne("header", "json"), new KeyRule.Needs("attribute", "header")],
    };

    private static readonly MappingShape Table = new("table", [
        new("within", Words.Selector, "Where to look for the table; the whole page by default."),
        new("caption", Words.Text, "The caption (or heading before it) that tells the right table; without it the headers tell it."),
        new("json", Words.JsonPath, "In a JSON answer, the dotted path of a list."),
        new("columns", new MapShape(Words.FieldName, new EitherShape(Words.Text, Column), "columns"), "What is read from each row: a name, and the header above it.") { IsRequired = true },
        new("rows", new ChoiceShape("choice of rows", ["exact", "first", "all"]), "Which rows are the record's: all (the default), exact (those that name the id), or first (of these, the first)."),
        From,
        new("total", Words.Text, "Where the page says how many rows there are: a CSS selector, or for a JSON list a dotted path. Another number of rows makes the record incomplete."),
        new("required", new FlagShape(), "Whether a page without the table (or the JSON list) is no record of this registry; the table may be empty. False by default."),
        new("at_least", new NumberShape("number of rows", 0, 1_000_000), "Fewer rows make the record incomplete; 0 by default, where the table may be missing unless it is required."),
    ])
    {
        Rules = [new KeyRule.AtMostOne("json", "within"), new KeyRule.AtMostOne("json", "caption"), new KeyRule.AtMostOne("rows", "total")],
    };

    private static readonly Key Fields = new("fields", new MapShape(Words.FieldName, Field, "fields"), "Single values, each with a name of your choice.");

    private static readonly Key Tables = new("tables", new MapShape(Words.FieldName, Table, "tables"), "Tables, each with a name of your choice.");

    /// <summary><c>read</c>.</summary>
    public static MappingShape Read { get; } = new("reading rules", [Fields, Tables])
    {
        Rules = [new KeyRule.AtLeastOne("fields", "tables")],
    };

    /// <summary>One of the <c>sections</c>.</summary>
    public static MappingShape Section { get; } = new("section", [
        new("ask", new ListShape(StepGrammar.Step, "list of steps"), "Steps to it: on the record's page, or to an address of its own.") { IsRequired = true },
        new("identity", JudgeGrammar.Rule, "What there must name the id; the identity of 'judge' by default."),
        Fields,
        Tables,
        new("optional", new FlagShape(), "Whether the record is saved without it, marked so; false by default."),
    ])
    {
        Rules = [new KeyRule.AtLeastOne("fields", "tables")],
    };
}
