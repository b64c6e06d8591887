using System.Text.RegularExpressions;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>The grammar of a dataset definition.</summary>
internal static partial class DatasetShape
{
    /// <summary>The longest name: what PostgreSQL keeps of an identifier (63 bytes), less what index names add.</summary>
    private const int LongestName = 50;

    private static readonly string[] TakenPrefixes = ["rollcall_", "batch_", "sqlite_", "pg_"];

    private static readonly TextShape Name = new("name", $"give lower-case letters, digits and underscores, a letter first, at most {LongestName}")
    {
        Check = t => Identifier().IsMatch(t) && t.Length <= LongestName ? null : new Complaint($"'{t}' is no name for a database"),
        Pattern = "^[a-z][a-z0-9_]*$",
    };

    private static readonly TextShape TableName = new("table name", Name.Allowed)
    {
        Check = t => Array.Find(TakenPrefixes, p => t.StartsWith(p, StringComparison.Ordinal)) is { } taken
            ? new Complaint($"'{t}' begins with {taken}, which is taken")
            : Name.Check!(t),
        Pattern = Name.Pattern,
    };

    private static readonly TextShape Path = new("path", "give names with dots between, \".\" for the element itself, a leading / to start at the record")
    {
        Check = t => FieldPath.TryParse(t, out _) ? null : new Complaint($"'{t}' is no path"),
    };

    private static readonly TextShape Text = new("text", "give a text");

    private static readonly TextShape AnyText = new("text", "give a text") { MayBeEmpty = true };

    private static readonly ListShape Names = new(Name, "list of columns", OrOne: true);

    private static readonly ChoiceShape Type = new("column type", ["id", "text", "integer", "number", "boolean", "date", "timestamp", "json"]);

    private static readonly TextShape Reference = new("reference", "give a table, or table.column")
    {
        Check = t => TableColumn().IsMatch(t) ? null : new Complaint($"'{t}' is no table and no column of one"),
    };

    private static readonly TextShape Bounds = new("range", "give least..most, either end open: 1..200, 2000-01-01.., ..500")
    {
        Check = t => t.Contains("..", StringComparison.Ordinal) && t.Length > 2 ? null : new Complaint($"'{t}' is no range"),
    };

    private static readonly MappingShape Column = new("column",
    [
        new("type", Type, "what its values are"),
        new("from", new ListShape(Path, "list of paths", OrOne: true), "where the record holds the value; the column's name when not given"),
        new("required", new FlagShape(), "whether every row must have a value"),
        new("length", new TextShape("length", "give least..most characters, or the most"), "how many characters a text may have"),
        new("pattern", Text, "a regular expression that the whole text matches"),
        new("one_of", new ListShape(Text, "vocabulary"), "the words allowed"),
        new("range", Bounds, "the least and the greatest value"),
        new("default", AnyText, "the value of a row whose record lacks the field"),
        new("when_absent", new ChoiceShape("rule", ["keep", "clear"]), "whether an existing row keeps its value when the record lacks the field"),
        new("managed", new FlagShape(), "false for a column that others write"),
        new("references", Reference, "the table, or its unique column, that the value must be found in"),
        new("by", Names, "the unique key of the other table by which the record names its row"),
        new("parent", Reference, "the table whose row, made from the record or element around this one, owns this row"),
        new("sibling", Reference, "the table whose row, made from the same element, this one names"),
    ])
    {
        Rules =
        [
            new KeyRule.AtMostOne("references", "parent", "sibling", "managed"),
            new KeyRule.AtMostOne("from", "parent", "sibling", "managed"),
            new KeyRule.Needs("by", "references"),
        ],
    };

    private static readonly MappingShape ForeignKey = new("foreign key",
    [
        new("columns", Names, "the columns of this table") { IsRequired = true },
        new("references", TableName, "the other table") { IsRequired = true },
        new("to", Names, "its columns; its primary key when not given"),
    ]);

    private static readonly MappingShape Table = new("table",
    [
        new("from", Text, "the kind of record its rows come from, and the nested array if any: hearing, or hearing.witnesses") { IsRequired = true },
        new("columns", new MapShape(Name, new EitherShape(Type, Column), "columns"), "its columns") { IsRequired = true },
        new("primary_key", Names, "what identifies a row; the column of type id when not given"),
        new("unique", new ListShape(new ListShape(Name, "key", OrOne: true), "list of keys"), "other keys that no two rows share"),
        new("match", Names, "the key by which a row is recognised again"),
        new("foreign_keys", new ListShape(ForeignKey, "list of foreign keys"), "references of several columns"),
        new("update", new ChoiceShape("update rule", ["replace", "merge", "insert_only"]), "what happens to a row that is there already"),
        new("children", new ChoiceShape("rule for children", ["replaced", "merged"]), "whether children no longer listed are deleted"),
        new("shared", new FlagShape(), "true for rows that belong to no record"),
        new("newest", Name, "the column that tells which of two versions of a record is newer"),
    ]);

    private static readonly MapShape Checks = new(
        new TextShape("check name", "give a name"),
        new EitherShape(
            new TextShape("query", "give one SELECT that must return no row") { Check = Select },
            new MappingShape("query",
            [
                new("sqlite", new TextShape("query", "give one SELECT") { Check = Select }, "the SELECT for SQLite") { IsRequired = true },
                new("postgresql", new TextShape("query", "give one SELECT") { Check = Select }, "the SELECT for PostgreSQL") { IsRequired = true },
            ])),
        "checks");

    private static readonly MappingShape Kind = new("kind of record",
    [
        new("in", Text, "the array of a JSON document that holds these records"),
        new("when", new MapShape(Path, new ListShape(AnyText, "list of texts", OrOne: true), "conditions"), "fields and the texts they must have"),
    ]);

    /// <summary>The whole file.</summary>
    public static readonly MappingShape File = new("a dataset definition",
    [
        new("dataset", new TextShape("dataset name", "give lower-case letters, digits, hyphens and underscores") { Check = DatasetName }, "its name") { IsRequired = true },
        new("title", Text, "what a person calls it"),
        new("records", new MapShape(Name, Kind, "kinds of records"), "the kinds of source records"),
        new("tables", new MapShape(TableName, Table, "tables"), "the tables") { IsRequired = true },
        new("checks", new MappingShape("checks",
        [
            new("batch", Checks, "what is judged for each batch"),
            new("whole", Checks, "what is judged once after all batches"),
        ]), "SQL that must return no row"),
        new("settings", new MapShape(Name, Text, "settings"), "settings of a load"),
    ]);

    private static Complaint? DatasetName(string text) =>
        DatasetText().IsMatch(text) && text.Length <= LongestName ? null : new Complaint($"'{text}' is no dataset name");

    private static Complaint? Select(string text)
    {
        var sql = text.Trim();
        if (sql.TrimEnd(';').Contains(';', StringComparison.Ordinal))
        {
            return new Complaint("there is more than one statement");
        }

        return FirstWord().IsMatch(sql) ? null : new Complaint("it is no SELECT");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex("^[a-z][a-z0-9_-]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DatasetText();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableColumn();

    [GeneratedRegex(@"^(select|with|values)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstWord();
}
