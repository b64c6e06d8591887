using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>
/// Says where pages lead by the steps of one definition, without running their scripts: what a click on a link or button sends, which hidden
/// fields a form carries, where the next page of a list is. Thread safe.
/// </summary>
public sealed class PageLinks
{
    private readonly TemplateValues _values;
    private readonly ConcurrentDictionary<string, ISelector> _selectors = [];
    private readonly Dictionary<Step, PlaceCheck> _ends;
    private readonly Dictionary<Step, RowCheck> _rows;

    // A page that several steps start from is parsed once: the page that opens a session, for every id.
    private readonly ConditionalWeakTable<Page, ParsedPage> _parsed = [];

    /// <param name="definition">The definition.</param>
    /// <param name="values">What placeholders besides the id stand for.</param>
    public PageLinks(RegistryDefinition definition, TemplateValues values)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        var steps = definition.Open.Concat(definition.Ask).Concat(definition.Detail).Concat(definition.Reset)
            .Concat(definition.Sections.SelectMany(s => s.Ask)).ToList();
        _ends = steps.OfType<Step.Next>().Where(n => n.Until is not null).Distinct()
            .ToDictionary(n => (Step)n, n => new PlaceCheck(n.Until!, values, n.Line));
        _rows = steps.OfType<Step.Click>().Where(c => c.Row is not null).Distinct()
            .ToDictionary(c => (Step)c, c => new RowCheck(c.Row!, values, c.Line));
    }

    /// <summary>Where a page leads by a step: a <see cref="Wayfinder"/>.</summary>
    /// <param name="page">The page.</param>
    /// <param name="step">A click, a post that carries, or a next step.</param>
    /// <param name="id">The id asked for.</param>
    /// <param name="filled">What was filled in on the page.</param>
    public Onward Find(Page page, Step step, RecordId id, IReadOnlyList<KeyValuePair<string, string>> filled)
    {
        ArgumentNullException.ThrowIfNull(page);
        var parsed = _parsed.GetValue(page, static p => new ParsedPage(p));
        return step switch
        {
            Step.Request request => PageTokens.Of(parsed, request.Url.Fill(id, _values, Uri.EscapeDataString)),
            Step.Click click => OfClick(parsed, click, id, filled),
            Step.Next next => OfNext(parsed, next, id),
            _ => throw new ArgumentException($"'{step?.Verb}' starts from no page", nameof(step)),
        };
    }

    /// <summary>Whether a list goes on behind a page: for a browser, which clicks by itself.</summary>
    /// <param name="page">The page.</param>
    /// <param name="next">The step.</param>
    /// <param name="id">The id asked for.</param>
    public bool GoesOn(Page page, Step.Next next, RecordId id)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(next);
        var parsed = _parsed.GetValue(page, static p => new ParsedPage(p));
        return !IsEnded(parsed, next, id) && (next.To.JsonPath is not null ? !IsNothing(AddressIn(parsed, next)) : LinkIn(parsed, next) is not null);
    }

    /// <summary>Why a list ends with a page, for whoever writes a definition; null when it goes on.</summary>
    /// <param name="page">The page.</param>
    /// <param name="next">The step.</param>
    /// <param name="id">The id asked for.</param>
    public string? WhyLast(Page page, Step.Next next, RecordId id)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(next);
        var parsed = _parsed.GetValue(page, static p => new ParsedPage(p));
        if (IsEnded(parsed, next, id))
        {
            return "it shows what 'until' looks for";
        }

        if (GoesOn(page, next, id))
        {
            return null;
        }

        if (next.To.JsonPath is { } path)
        {
            return parsed.Json is null ? "it is no JSON" : $"nothing at {path}";
        }

        return FirstSeen(parsed, Selector(next.To.Selector!, next.Line), within: null, out var isHidden) is not null ? $"{next.To.Selector} is disabled"
            : $"{next.To.Selector} is {(isHidden ? "hidden" : "not on the page")}";
    }

    private Onward OfClick(ParsedPage page, Step.Click click, RecordId id, IReadOnlyList<KeyValuePair<string, string>> filled)
    {
        IElement? row = null;
        if (click.Row is not null)
        {
            (row, var missing) = _rows[click].Find(page, Selector(click.Row.Selector, click.Line), id);
            if (row is null)
            {
                return new Onward.Nowhere(missing!);
            }
        }

        var selector = Selector(click.On, click.Line);
        var element = FirstSeen(page, selector, row, out var isHidden);
        return element is null
            ? new Onward.Nowhere($"'{click.On}' is {(isHidden ? "hidden" : row is null ? "not on the page" : "not in the row")}")
            : FormSubmission.Of(element, page, [.. filled.Select(f => (f.Key, Selector(f.Key, click.Line), f.Value))]);
    }

    private Onward OfNext(ParsedPage page, Step.Next next, RecordId id)
    {
        if (IsEnded(page, next, id))
        {
            return new Onward.End();
        }

        if (next.To.JsonPath is null)
        {
            return LinkIn(page, next) is { } link ? FormSubmission.Of(link, page, []) : new Onward.End();
        }

        var found = AddressIn(page, next);
        if (IsNothing(found))
        {
            return new Onward.End();
        }

        if (found!.Value.Text is not { Length: > 0 } text)
        {
            return new Onward.Nowhere($"at {next.To.JsonPath} is an object or array, no address");
        }

        var address = next.Get is null ? text : next.Get.Fill(id, _values.With(Step.Next.Placeholder, text), Uri.EscapeDataString);
        return FormSubmission.Visit(page, address, text);
    }

    private bool IsEnded(ParsedPage page, Step.Next next, RecordId id) => _ends.TryGetValue(next, out var end) && end.Look(page, id).Holds;

    private static JsonValue? AddressIn(ParsedPage page, Step.Next next) =>
        page.Json is { } json && new JsonPath(next.To.JsonPath!).TryFind(json, out var found) ? found : null;

    private static bool IsNothing(JsonValue? found) => found is null || found.Value.Text is "" or "false";

    private IElement? LinkIn(ParsedPage page, Step.Next next) =>
        FirstSeen(page, Selector(next.To.Selector!, next.Line), within: null, out _) is { } link && !IsOff(link, page) ? link : null;

    // A link that a script works has no address; without scripts that is none.
    private static bool IsOff(IElement link, ParsedPage page) =>
        link.HasAttribute("disabled") || link.GetAttribute("aria-disabled") == "true" || link.ClassList.Contains("disabled")
        || link.ParentElement?.ClassList.Contains("disabled") == true
        || (page.Page.Mode == FetchMode.Http && link.LocalName == "a" && !link.HasAttribute("href") && !link.HasAttribute("onclick"));

    private static IElement? FirstSeen(ParsedPage page, ISelector selector, IElement? within, out bool isHidden)
    {
        isHidden = false;
        foreach (var element in page.Select(selector))
        {
            if (within is not null && (element == within || !within.Contains(element)))
            {
                continue;
            }

            if (!page.Judging.IsHidden(element))
            {
                return element;
            }

            isHidden = true;
        }

        return null;
    }

    private ISelector Selector(string text, int line) => _selectors.GetOrAdd(text, static (t, l) => Selectors.Parse(t, l), line);
}
