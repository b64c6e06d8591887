using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>One rule of the <c>judge</c> section, ready to be held against pages. Immutable, thread safe.</summary>
internal sealed class RuleCheck
{
    private readonly RuleKind _kind;
    private readonly ImmutableArray<int> _status;
    private readonly Wanted? _url;
    private readonly PlaceCheck? _place;
    private readonly PlaceCheck? _into;

    public RuleCheck(Rule rule, RuleKind kind, TemplateValues values)
    {
        _kind = kind;
        Line = rule.Line;
        _status = rule.Status;
        _url = rule.Url is null ? null : new Wanted(rule.Url, values);
        _place = rule.At is null ? null : new PlaceCheck(rule.At, values, rule.Line);
        _into = rule.Into is null ? null : new PlaceCheck(rule.Into with { Is = [], Contains = [] }, values, rule.Line);
    }

    public int Line { get; }

    /// <summary>Whether the rule names the address a page came from.</summary>
    public bool SpeaksOfAddress => _url is not null;

    public static ImmutableArray<RuleCheck> Of(ImmutableArray<Rule> rules, RuleKind kind, TemplateValues values) =>
        [.. rules.Select(r => new RuleCheck(r, kind, values))];

    /// <summary>Whether all conditions hold.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">The id asked for.</param>
    /// <param name="marker">The status and words that made it hold.</param>
    public bool Holds(ParsedPage page, RecordId id, out string marker)
    {
        marker = "";
        if (!HoldsButForStatus(page, id, out var sight) || !AcceptsStatus(page) || !AcceptsEmptyBody(page))
        {
            return false;
        }

        marker = Marker(page, sight);
        return true;
    }

    /// <summary>Whether only the status keeps the rule from holding, and the rule names none: the page says it, though not in a way that is believed.</summary>
    public bool HoldsButForItsStatus(ParsedPage page, RecordId id, out string marker)
    {
        marker = "";
        if (!_status.IsEmpty || AcceptsStatus(page) || !HoldsButForStatus(page, id, out var sight))
        {
            return false;
        }

        marker = Marker(page, sight);
        return true;
    }

    /// <summary>The id that the record was merged into; null when the page does not say it.</summary>
    public string? MergedInto(ParsedPage page, RecordId id) =>
        _into?.Look(page, id, everywhere: true).Text is { Length: > 0 } text ? text : null;

    /// <summary>What each condition saw.</summary>
    public RuleTrace Trace(ParsedPage page, RecordId id, bool onDetail)
    {
        var conditions = ImmutableArray.CreateBuilder<ConditionTrace>(3);
        if (!_status.IsEmpty || !AcceptsStatus(page))
        {
            var wanted = _status.IsEmpty ? $"status {Believed} (the rule names none)" : "status " + string.Join(" or ", _status);
            conditions.Add(new ConditionTrace(wanted, page.Page.Status.ToString(), AcceptsStatus(page)));
        }

        if (_url is not null)
        {
            conditions.Add(new ConditionTrace($"url contains \"{_url.For(id)}\"", page.Page.FinalUrl.AbsoluteUri, _url.IsInAddress(page.Page.FinalUrl, id)));
        }

        if (_place is not null)
        {
            var sight = _place.Look(page, id, everywhere: true);
            conditions.Add(new ConditionTrace(_place.WantedFor(id), Seen(sight), sight.Holds, sight.Matched, sight.Hidden));
        }

        if (!AcceptsEmptyBody(page))
        {
            conditions.Add(new ConditionTrace("a page that says something", "an empty body", Holds: false));
        }

        return new RuleTrace(_kind, Line, onDetail, Holds(page, id, out _), conditions.ToImmutable());
    }

    private static string Seen(PlaceSight sight) => sight switch
    {
        { Text: { } text } => $"\"{Excerpt.Of(text)}\"",
        { Matched: 0 } => "nothing",
        _ when sight.Matched == sight.Hidden => "only what is hidden",
        _ => "it",
    };

    private bool HoldsButForStatus(ParsedPage page, RecordId id, out PlaceSight sight)
    {
        sight = default;
        if ((_status.IsEmpty && _url is null && _place is null)
            || (!_status.IsEmpty && !_status.Contains(page.Page.Status))
            || (_url is not null && !_url.IsInAddress(page.Page.FinalUrl, id)))
        {
            return false;
        }

        if (_place is not null)
        {
            sight = _place.Look(page, id);
            return sight.Holds;
        }

        return true;
    }

    // A failing server shows parts of any page: its word counts only when the definition says that this status is its word.
    private bool AcceptsStatus(ParsedPage page) => !_status.IsEmpty ? _status.Contains(page.Page.Status) : _kind switch
    {
        RuleKind.Expired or RuleKind.Blocked or RuleKind.Identity => true,
        RuleKind.Found => page.Page.Status is >= 200 and < 300,
        _ => page.Page.Status is (>= 200 and < 300) or (>= 400 and < 500 and not 429),
    };

    private string Believed => _kind == RuleKind.Found ? "200 to 299" : "200 to 299 or 400 to 499 but 429";

    // Nothing at all says nothing about the id, unless the definition takes the status itself for the site's word.
    private bool AcceptsEmptyBody(ParsedPage page) =>
        !page.IsEmpty || _kind is RuleKind.Expired or RuleKind.Blocked || (!_status.IsEmpty && page.Page.Status is >= 400);

    private string Marker(ParsedPage page, PlaceSight sight)
    {
        var parts = new List<string>(3);
        if (!_status.IsEmpty)
        {
            parts.Add($"status {page.Page.Status}");
        }

        if (_url is not null)
        {
            parts.Add($"url {page.Page.FinalUrl.AbsoluteUri}");
        }

        if (_place is not null)
        {
            parts.Add(_place.Marker(sight));
        }

        return string.Join("; ", parts);
    }
}
