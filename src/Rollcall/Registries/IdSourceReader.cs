using Rollcall.Definitions;
using Rollcall.Ids;

namespace Rollcall.Registries;

/// <summary>Reads <c>ids</c>.</summary>
internal sealed class IdSourceReader(Problems problems, TemplateReader templates, StepReader steps)
{
    /// <summary>The source; null when something it needs is missing or wrong.</summary>
    public IdSource? Read(MappingNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (node.TextOf("source") is "listing")
        {
            Refuse(node, ["pattern", "first", "ceiling"], "belongs to ids made from numbers, and these come from a listing", "take it away");
            Refuse(node, ["file"], "belongs to ids from a list", "take it away");
            return new ListingReader(problems, templates, steps).Read(node);
        }

        Refuse(node, ["list", "tabs"], "belongs to ids from a listing", "add 'source: listing', or take it away");
        return node.TextOf("source") is "list" ? ReadList(node) : ReadRange(node);
    }

    private IdSource.List? ReadList(MappingNode node)
    {
        Refuse(node, ["pattern", "first", "ceiling"], "belongs to ids made from numbers, and these come from a list", "take it away");
        if (node.TextOf("file") is { } path)
        {
            return new IdSource.List(path);
        }

        if (!node.Mentions("file"))
        {
            problems.Add(node, "the key 'file' is missing", "name the file that holds the ids, one a line");
        }

        return null;
    }

    private IdSource.Range? ReadRange(MappingNode node)
    {
        Refuse(node, ["file"], "belongs to ids from a list", "add 'source: list', or take it away");
        if (!node.Mentions("pattern") && !IsOther(node))
        {
            problems.Add(node, "the key 'pattern' is missing", "say how a number becomes an id, such as \"{number}\" or \"IMM-{number}-{yy}\"");
        }

        if (!node.Mentions("ceiling") && !IsOther(node))
        {
            problems.Add(node, "the key 'ceiling' is missing", "give the highest number that can exist; no search goes beyond it");
        }

        var first = node["first"]?.Number ?? 1;
        if (node["ceiling"] is not { Number: { } ceiling } end || node.TextOf("pattern") is not { } pattern || !IdPattern.TryParse(pattern, out var parsed, out _))
        {
            return null;
        }

        if (ceiling < first)
        {
            problems.Add(end, $"the ceiling {ceiling} is below the first number {first}", $"give {first} or more");
            return null;
        }

        return new IdSource.Range(parsed, first, ceiling);
    }

    // Whoever forgot the 'source' is told that, and not what a range would need.
    private static bool IsOther(MappingNode node) => node.Mentions("file") || node.Mentions("list");

    private void Refuse(MappingNode node, IReadOnlyList<string> keys, string why, string remedy)
    {
        foreach (var entry in node.Entries.Where(e => keys.Contains(e.Key)))
        {
            problems.Add(entry.Line, entry.Value.Path, $"'{entry.Key}' {why}", remedy);
        }
    }
}
