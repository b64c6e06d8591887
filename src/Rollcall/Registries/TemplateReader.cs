using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Makes templates and keeps them, so that their names can be checked once all of the definition is known.</summary>
internal sealed class TemplateReader(Problems problems)
{
    private static readonly string[] OfTheYear = ["yy", "yyyy"];

    private readonly List<(Node Node, Template Template, string? Own)> _all = [];

    /// <summary>The names of all secrets, each once, in the order they stand.</summary>
    public ImmutableArray<string> Secrets => [.. _all.SelectMany(t => t.Template.Secrets).Distinct()];

    /// <summary>The template of a node; the grammar has seen to it that it is well formed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="own">The name of a placeholder that the step itself fills; null for none.</param>
    public Template Read(Node node, string? own = null)
    {
        var template = new Template(node.Text ?? "");
        _all.Add((node, template, own));
        return template;
    }

    /// <summary>The templates behind a key that takes one or a list of them.</summary>
    public ImmutableArray<Template> ReadAll(MappingNode mapping, string key) => [.. mapping.ItemsOf(key).Select(n => Read(n))];

    /// <summary>The templates behind names of the user's choice.</summary>
    public ImmutableArray<NamedTemplate> ReadNamed(MappingNode mapping, string key) =>
        [.. mapping.MappingOf(key)?.Entries.Select(e => new NamedTemplate(e.Key, Read(e.Value))) ?? []];

    /// <summary>Where a template below a key path names the id.</summary>
    public IEnumerable<Node> NamingTheIdWithin(string path) =>
        _all.Where(t => t.Template.NamesTheId && t.Node.Path.StartsWith(path + ".", StringComparison.Ordinal)).Select(t => t.Node);

    /// <summary>The templates below a key path.</summary>
    public IEnumerable<(Node Node, Template Template)> Within(string path) => _all
        .Where(t => t.Node.Path.StartsWith(path + ".", StringComparison.Ordinal) || t.Node.Path.StartsWith(path + "[", StringComparison.Ordinal))
        .Select(t => (t.Node, t.Template));

    /// <summary>The names in the templates below a key path.</summary>
    public IEnumerable<string> NamesWithin(string path) => Within(path).SelectMany(t => t.Template.Names).Distinct();

    /// <summary>Whether a template below a key path has any placeholder.</summary>
    public bool AnyNameWithin(string path) =>
        _all.Any(t => t.Template.Names.Any(n => n != t.Own) && t.Node.Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>
    /// Reports the names that were probably meant to be others. Returns those a run must fill, <c>yy</c> and <c>yyyy</c> included.
    /// </summary>
    public ImmutableArray<string> CheckNames(IdSource? ids)
    {
        string[] ofPattern = ids is IdSource.Range range ? [.. range.Pattern.Placeholders] : [];
        string[] ofId = ids switch { IdSource.List => ["id"], IdSource.Listing => ["id", ListingNames.Link], _ => ["id", "number"] };
        string[] ofTabs = ids is IdSource.Listing { Tabs: not null } ? [ListingNames.Tab] : [];
        string[] known = [.. ofId, .. ofPattern, .. ofTabs, .. OfTheYear];
        CheckLinks(ids);
        foreach (var (node, template, own) in _all)
        {
            foreach (var name in template.Names.Except([.. known, own ?? ""]))
            {
                if (ids is IdSource.List or IdSource.Listing && name is "number")
                {
                    problems.Add(node, $"the ids of a {(ids is IdSource.List ? "list" : "listing")} have no {{number}}", "write {id}");
                }
                else if (name is ListingNames.Link && ids is not null)
                {
                    problems.Add(node, "{link} is the address that a listing gives for an item, and these ids come from none", "write {id}, or a name that --set can fill");
                }
                else if (Nearest.To(name, [.. known]) is { } meant)
                {
                    problems.Add(node, $"there is no placeholder {{{name}}}", $"did you mean {{{meant}}}? (known are {string.Join(", ", known.Distinct().Select(k => $"{{{k}}}"))}; any other name must differ more and be given by --set)");
                }
            }
        }

        return [.. ofPattern.Concat(_all.SelectMany(t => t.Template.Names.Except([t.Own ?? ""]))).Concat(ofTabs).Except(["id", "number", ListingNames.Link])];
    }

    // What a page or a form is to hold is not known by the address; and only what a listing gives can be filled in.
    private void CheckLinks(IdSource? ids)
    {
        foreach (var (node, _, _) in _all.Where(t => t.Template.Names.Contains(ListingNames.Link) && ids is IdSource.Listing))
        {
            if (!node.Path.EndsWith(".get", StringComparison.Ordinal) && !node.Path.EndsWith(".goto", StringComparison.Ordinal) && !node.Path.EndsWith(".post", StringComparison.Ordinal))
            {
                problems.Add(node, "{link} is an address, and can only stand in one", "write {id} here");
            }
            else if (ids is IdSource.Listing { Items.Link: null } && !node.Path.StartsWith("ids.", StringComparison.Ordinal))
            {
                problems.Add(node, "{link} is the address that the listing gives for an item, and 'ids.list' reads none", "add 'link' to it: the selector of the link within the item");
            }
        }
    }
}
