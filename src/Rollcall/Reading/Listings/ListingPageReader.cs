using System.Collections.Immutable;
using System.Globalization;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Reading.Listings;

/// <summary>
/// Reads the pages of a listing, strictly: an item without an id or a link, a page without items that does not say so, a number that is none make the page
/// unrecognised, because what is passed over here is missed for good. Pure, thread safe.
/// </summary>
public sealed class ListingPageReader
{
    private readonly ListingRule _rule;
    private readonly Judge _judge;
    private readonly RuleCheck? _empty;
    private readonly ISelector _items;
    private readonly ISelector? _next;
    private readonly ISelector? _total;

    /// <param name="rule">The listing's rule.</param>
    /// <param name="definition">The definition it stands in, for what a block looks like.</param>
    /// <param name="values">What placeholders stand for.</param>
    public ListingPageReader(ListingRule rule, RegistryDefinition definition, TemplateValues values)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        _rule = rule;
        _judge = new Judge(definition.Judge, values);
        _empty = rule.Empty is null ? null : new RuleCheck(rule.Empty, RuleKind.Absent, values);
        _items = Selectors.Parse(rule.Items, rule.Line);
        _next = rule.Next is null ? null : Selectors.Parse(rule.Next, rule.Line);
        _total = rule.Total is null ? null : Selectors.Parse(rule.Total, rule.Line);
        Secrets = new SecretMask(values.SecretValues);
    }

    /// <summary>What must not be shown of an address.</summary>
    internal SecretMask Secrets { get; }

    /// <summary>Reads one page.</summary>
    public ListingRead Read(Fetched fetched)
    {
        var read = Look(fetched);
        return read.Refusal is null ? read : read with { Refusal = PageReader.Clean(read.Refusal, Secrets) };
    }

    private ListingRead Look(Fetched fetched)
    {
        if (fetched is not Page page)
        {
            var fault = (Fault)fetched;
            var seen = fault.Seen is null ? null : _judge.OfFault(new ParsedPage(fault.Seen), Nobody);
            return new ListingRead(null, seen ?? (Answer)new Answer.Faulted(fault));
        }

        var parsed = new ParsedPage(page);
        if (_judge.OfNoId(parsed) is { } refusal)
        {
            return new ListingRead(null, refusal);
        }

        var problems = new List<string>();
        var items = Items(parsed, problems);
        var isEmpty = items.Count == 0 && problems.Count == 0;
        var next = Next(parsed, problems);
        var total = isEmpty ? null : Total(parsed, problems);
        if (isEmpty && _empty?.Holds(parsed, Nobody, out _) != true)
        {
            problems.Add(_empty is null
                ? $"nothing on the page fits 'items' ({_rule.Items}); if a list can be empty, say under 'empty' what the page says then"
                : $"nothing on the page fits 'items' ({_rule.Items}), and it does not say what 'empty' says");
        }

        return problems.Count == 0
            ? new ListingRead(new ListingPage([.. items]) { Next = next, Total = total }, null)
            : new ListingRead(null, new Answer.Unrecognised(
                FailureClass.Extraction, $"{page.FinalUrl}: {string.Join("; ", problems.Take(3))}{(problems.Count > 3 ? $"; and {problems.Count - 3} more" : "")} (listing, line {_rule.Line})"));
    }

    /// <summary>What is wrong where one id stands for two addresses: the second would be missed for good.</summary>
    internal static string TwoOf(string id, string? link, string? other) => $"two items are called \"{id}\", but lead to {link} and {other}: choose another 'id'";

    private static RecordId Nobody => new(0, "-");

    private List<ListedItem> Items(ParsedPage page, List<string> problems)
    {
        var items = new List<ListedItem>();
        var links = new Dictionary<string, string?>(StringComparer.Ordinal);
        var number = 0;
        foreach (var element in page.Select(_items))
        {
            if (page.Reading.IsHidden(element))
            {
                continue;
            }

            number++;
            var id = ValueOf(element, _rule.Id, page);
            var link = _rule.Link is null ? null : LinkOf(element, _rule.Link, page, out var why) ?? Miss($"item {number} {why}");
            if (string.IsNullOrEmpty(id))
            {
                Miss($"item {number} (\"{Excerpt.Of(PageText.Of(element, page.Reading))}\") has no id: {Written(_rule.Id)} is not in it");
            }
            else if (links.TryAdd(id, link))
            {
                items.Add(new ListedItem(id, link));
            }
            else if (link is not null && links[id] is { } other && other != link)
            {
                Miss(TwoOf(id, other, link));
            }
        }

        return items;

        string? Miss(string problem)
        {
            problems.Add(problem);
            return null;
        }
    }

    private Uri? Next(ParsedPage page, List<string> problems)
    {
        if (_next is null)
        {
            return null;
        }

        foreach (var element in page.Select(_next))
        {
            if (page.Reading.IsHidden(element))
            {
                continue;
            }

            if (Resolve(page, element.GetAttribute("href"), out var why) is { } next)
            {
                return next;
            }

            problems.Add($"'next' ({_rule.Next}) {why}; name a link that only pages with a next one have");
        }

        return null;
    }

    private long? Total(ParsedPage page, List<string> problems)
    {
        if (_total is null)
        {
            return null;
        }

        foreach (var element in page.Select(_total))
        {
            var text = PageText.Of(element, page.Reading);
            if (ValueParser.TryParse(text, ValueKind.Number, [], out var value) && long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var total))
            {
                return total;
            }

            problems.Add($"'total' ({_rule.Total}) says \"{Excerpt.Of(text)}\", which is no whole number");
            return null;
        }

        problems.Add($"'total' ({_rule.Total}) is not on the page");
        return null;
    }

    private static string? ValueOf(IElement item, ListingPlace place, ParsedPage page)
    {
        var element = ElementOf(item, place, page);
        var text = element is null ? null : place.Attribute is null ? PageText.Of(element, page.Reading) : element.GetAttribute(place.Attribute);
        return text is null ? null : Wording.Normalise(text);
    }

    private string? LinkOf(IElement item, ListingPlace place, ParsedPage page, out string why)
    {
        if (ElementOf(item, place, page) is not { } element)
        {
            why = $"has no link: {Written(place)} is not in it";
            return null;
        }

        var address = Resolve(page, element.GetAttribute(place.Attribute!), out why);
        why = $"{Written(place)} {why}";
        if (address is null)
        {
            return null;
        }

        // It is asked again from the roster, where no secret may stand.
        var link = address.PathAndQuery + address.Fragment;
        why = $"{Written(place)} leads to {link}, which holds a secret: take the link without it, or write the address in 'ask', with ${{NAME}} for the secret";
        return Secrets.Clear(link) == link ? link : null;
    }

    private static IElement? ElementOf(IElement item, ListingPlace place, ParsedPage page) => place.Selector is null
        ? item
        : item.QuerySelectorAll(place.Selector).FirstOrDefault(e => !page.Reading.IsHidden(e));

    // Another host would be asked at this one's pace, without its leave, and shown this one's headers.
    private static Uri? Resolve(ParsedPage page, string? href, out string why)
    {
        why = "leads nowhere";
        if (string.IsNullOrWhiteSpace(href) || href.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(FormSubmission.BaseOf(page), href.Trim(), out var address))
        {
            return null;
        }

        if (address.Authority != page.Page.FinalUrl.Authority || address.Scheme is not ("http" or "https"))
        {
            why = $"leads to another site: {address.Authority}";
            return null;
        }

        // Put behind the site, as a path is, it would name a host.
        why = $"leads to {address.PathAndQuery}, and an address cannot begin with two slashes";
        return address.PathAndQuery.StartsWith("//", StringComparison.Ordinal) ? null : address;
    }

    private static string Written(ListingPlace place) =>
        string.Join(' ', new[] { place.Selector, place.Attribute is null ? null : $"[{place.Attribute}]" }.OfType<string>()) is { Length: > 0 } written ? written : "its text";
}
