using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Reads <c>ids</c> of <c>source: listing</c>.</summary>
internal sealed class ListingReader(Problems problems, TemplateReader templates, StepReader steps)
{
    /// <summary>The source; null when something it needs is missing or wrong.</summary>
    public IdSource.Listing? Read(MappingNode ids)
    {
        var tabs = ids["tabs"] switch
        {
            MappingNode page => ReadRule(page) is { } rule ? new TabSource.Listed(rule) : null,
            { } names => ReadNames(names),
            _ => (TabSource?)null,
        };
        if (tabs is TabSource.Listed)
        {
            RefuseNames(ids.MappingOf("tabs")!, [ListingNames.Tab, ListingNames.Link], "nothing gives it a value before the tabs are known");
        }

        if (ids.MappingOf("list") is not { } list)
        {
            if (!ids.Mentions("list"))
            {
                problems.Add(ids, "the key 'list' is missing", "say which pages list the items: ask, items, and where id and link stand");
            }

            return null;
        }

        var read = ReadRule(list);
        CheckTabs(list, tabs);
        return read is null || (tabs is null && ids.Mentions("tabs")) ? null : new IdSource.Listing(tabs, read);
    }

    private ListingRule? ReadRule(MappingNode node)
    {
        var ask = steps.Read(node, "ask");
        foreach (var next in node.ItemsOf("ask").OfType<MappingNode>().Where(s => s["next"] is not null))
        {
            problems.Add(next["next"]!, "the step 'next' goes through the pages of an answer, and a listing has a key of its own for its pages", "write 'next' beside 'items', with the selector of the link");
        }

        RefuseNames(node, ["id", "number"], "a listing is read once, for no item in particular");
        var id = node["id"] is { } place ? ReadPlace(place, attribute: null) : new ListingPlace(null, null);
        var empty = node.MappingOf("empty") is { } rule ? new JudgeReader(problems, templates).ReadRule(rule) : null;
        return node.TextOf("items") is not { } items || ask.IsEmpty ? null : new ListingRule(node.Line, ask, items, id)
        {
            Link = node["link"] is { } link ? ReadPlace(link, attribute: "href") : null,
            Total = node.TextOf("total"),
            Empty = empty,
            Next = node.TextOf("next"),
            MaxPages = (int)(node["max_pages"]?.Number ?? ListingRule.UsualPages),
        };
    }

    private static ListingPlace ReadPlace(Node node, string? attribute) => node is MappingNode place
        ? new ListingPlace(place.TextOf("at"), place.TextOf("attribute") ?? attribute)
        : new ListingPlace(node.Text, attribute);

    private TabSource.Named ReadNames(Node list)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in list.Items.Where(n => n.Text is { } text && !known.Add(text)))
        {
            problems.Add(name, $"{name.Given} stands there twice", "keep one of them; each tab has one account");
        }

        return new TabSource.Named([.. list.Items.Select(n => n.Text).OfType<string>()]);
    }

    // Each tab must have a list of its own, and each item a page.
    private void CheckTabs(MappingNode list, TabSource? tabs)
    {
        var hasTabLink = tabs is TabSource.Listed { Rule.Link: not null };
        var names = templates.NamesWithin(list.Path).ToList();
        if (!hasTabLink)
        {
            RefuseNames(list, [ListingNames.Link], "here it is the address of the tab, and the tabs have none");
        }

        if (tabs is not null && !names.Contains(ListingNames.Tab) && !names.Contains(ListingNames.Link))
        {
            problems.Add(list, "no step names the tab, so every tab has the same list", hasTabLink ? "name it in an address: {tab} or {link}" : "name it in an address: {tab}");
        }
    }

    private void RefuseNames(MappingNode node, string[] names, string why)
    {
        foreach (var (at, name) in templates.Within(node.Path + ".ask").SelectMany(t => t.Template.Names.Intersect(names).Select(n => (t.Node, n))))
        {
            problems.Add(at, $"{at.Given} names {{{name}}}, and {why}", "take it away");
        }
    }
}
