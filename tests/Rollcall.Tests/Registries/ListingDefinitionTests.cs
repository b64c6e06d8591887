using Rollcall.Registries;

namespace Rollcall.Tests.Registries;

public sealed class ListingDefinitionTests
{
    private const string Sound = """
        registry: listed
        site: http://127.0.0.1:8765
        ids:
          source: listing
          tabs:
            ask: [{ get: "/tabs" }]
            items: "nav a"
            id: { attribute: data-tab }
            link: { attribute: href }
          list:
            ask: [{ get: "{link}" }]
            items: "tr"
            id: ".no"
            link: "td a"
            next: "a.next"
        ask: [{ get: "{link}" }]
        judge:
          absent: { at: "h1", is: "No such record" }
          found: { at: "table.record" }
          identity: { at: ".record-number", is: "{id}" }
        read:
          fields: { title: { at: "h1", required: true } }
        canaries: { present: [A] }
        """;

    [Fact]
    public void A_listing_has_a_next_of_its_own_and_not_the_step() =>
        Assert.Equal(
            ["x.yaml:11: ids.list.ask[1].next: the step 'next' goes through the pages of an answer, and a listing has a key of its own for its pages; write 'next' beside 'items', with the selector of the link"],
            Samples.Read(Sound.Replace("ask: [{ get: \"{link}\" }]\n    items: \"tr\"", "ask: [{ get: \"{link}\" }, { next: { at: a } }]\n    items: \"tr\"", StringComparison.Ordinal)).Errors.Select(e => e.ToString()));

    [Fact]
    public void Tabs_and_list_are_read()
    {
        var read = Samples.Read(Sound);

        Assert.Empty(read.Errors);
        Assert.Empty(read.Warnings);
        var listing = Assert.IsType<IdSource.Listing>(read.Required.Ids);
        var tabs = Assert.IsType<TabSource.Listed>(listing.Tabs).Rule;
        Assert.Equal(("nav a", new ListingPlace(null, "data-tab"), new ListingPlace(null, "href")), (tabs.Items, tabs.Id, tabs.Link));
        Assert.Equal(("tr", new ListingPlace(".no", null), new ListingPlace("td a", "href"), "a.next", 100), (listing.Items.Items, listing.Items.Id, listing.Items.Link, listing.Items.Next, listing.Items.MaxPages));
        Assert.Equal(["tab"], read.Required.Placeholders);
        Assert.Equal([], RegistrySchemaTests.Schema.Violations(Sound));
    }

    [Fact]
    public void Tabs_can_be_named()
    {
        var start = Sound.IndexOf("  tabs:", StringComparison.Ordinal);
        var named = Sound[..start] + "  tabs: [aurel, Borea Cup]\n" + Sound[Sound.IndexOf("  list:", StringComparison.Ordinal)..].Replace("ask: [{ get: \"{link}\" }]\n    items", "ask: [{ get: \"/list/{tab}\" }]\n    items", StringComparison.Ordinal);

        var read = Samples.Read(named);

        Assert.Empty(read.Errors);
        Assert.Equal(["aurel", "Borea Cup"], Assert.IsType<TabSource.Named>(((IdSource.Listing)read.Required.Ids).Tabs).Names);
        Assert.Equal([], RegistrySchemaTests.Schema.Violations(named));
    }

    [Theory]
    [InlineData("    items: \"tr\"\n", "", "x.yaml:11: ids.list: the key 'items' is missing")]
    [InlineData("    link: \"td a\"\n", "", "x.yaml:15: ask[0].get: {link} is the address that the listing gives for an item, and 'ids.list' reads none")]
    [InlineData("    link: { attribute: href }\n", "", "x.yaml:10: ids.list.ask[0].get: '{link}' names {link}, and here it is the address of the tab, and the tabs have none")]
    [InlineData("  list:\n    ask: [{ get: \"{link}\" }]", "  list:\n    ask: [{ get: \"/list\" }]", "x.yaml:11: ids.list: no step names the tab")]
    [InlineData("  list:\n    ask: [{ get: \"{link}\" }]", "  list:\n    ask: [{ get: \"/list/{tab}/{id}\" }]", "ids.list.ask[0].get: '/list/{tab}/{id}' names {id}, and a listing is read once")]
    [InlineData("is: \"{id}\"", "is: \"{link}\"", "judge.identity.is: {link} is an address, and can only stand in one")]
    [InlineData("ask: [{ get: \"{link}\" }]\njudge", "ask: [{ get: \"/r/{number}\" }]\njudge", "ask[0].get: the ids of a listing have no {number}")]
    [InlineData("get: \"/tabs\"", "get: \"/tabs/{tab}\"", "ids.tabs.ask[0].get: '/tabs/{tab}' names {tab}, and nothing gives it a value before the tabs are known")]
    [InlineData("  source: listing\n", "", "ids.list: 'list' belongs to ids from a listing")]
    [InlineData("  source: listing\n", "  source: listing\n  ceiling: 9\n", "ids.ceiling: 'ceiling' belongs to ids made from numbers, and these come from a listing")]
    [InlineData("    next: \"a.next\"\n", "    max_pages: 3\n", "ids.list.max_pages: 'max_pages' means nothing by itself")]
    [InlineData("    id: \".no\"\n", "    id: { selector: .no }\n", "ids.list.id.selector: there is no key 'selector' in place in an item")]
    public void A_mistake_is_told_with_its_line_and_key(string sound, string broken, string complaint)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);

        var read = Samples.Read(Sound.Replace(sound, broken, StringComparison.Ordinal));

        Assert.Contains(read.Errors, e => e.ToString().Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_needs_a_listing()
    {
        var read = Samples.ReadPlainWith("/plain/{number}", "{link}?n={number}");

        Assert.Contains(read.Errors, e => e.ToString().Contains("these ids come from none", StringComparison.Ordinal));
    }
}
