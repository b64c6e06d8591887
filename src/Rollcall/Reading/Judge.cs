using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>
/// Tells pages apart: expired, blocked, withheld, deleted, merged, absent, found, and whose record it is. A page that is two things at once, or
/// none, is unrecognised, unless it shows the signs of a block. Immutable, thread safe.
/// </summary>
internal sealed class Judge
{
    private readonly ImmutableArray<RuleCheck> _expired;
    private readonly ImmutableArray<RuleCheck> _blocked;
    private readonly ImmutableArray<(UnavailableKind Kind, ImmutableArray<RuleCheck> Rules)> _unavailable;
    private readonly ImmutableArray<RuleCheck> _absent;
    private readonly ImmutableArray<RuleCheck> _found;
    private readonly RuleCheck _identity;
    private readonly PlaceCheck? _identityPlace;

    public Judge(JudgeRules rules, TemplateValues values)
    {
        _expired = RuleCheck.Of(rules.Expired, RuleKind.Expired, values);
        _blocked = RuleCheck.Of(rules.Blocked, RuleKind.Blocked, values);
        _unavailable =
        [
            (UnavailableKind.Withheld, RuleCheck.Of(rules.Withheld, RuleKind.Withheld, values)),
            (UnavailableKind.Deleted, RuleCheck.Of(rules.Deleted, RuleKind.Deleted, values)),
            (UnavailableKind.Merged, RuleCheck.Of(rules.Merged, RuleKind.Merged, values)),
        ];
        _absent = RuleCheck.Of(rules.Absent, RuleKind.Absent, values);
        _found = RuleCheck.Of(rules.Found, RuleKind.Found, values);
        _identity = new RuleCheck(rules.Identity, RuleKind.Identity, values);
        _identityPlace = rules.Identity.At is null ? null : new PlaceCheck(rules.Identity.At, values, rules.Identity.Line);
    }

    /// <summary>Judges the page of the <c>ask</c> steps; null when it is found so far.</summary>
    public Answer? OfAsk(ParsedPage page, RecordId id)
    {
        if ((RefusedOrUnavailable(page, id) ?? OfFurther(page, id)) is { } answer)
        {
            return answer;
        }

        var absent = First(_absent, page, id, out var absence);
        var (found, presence) = page.All.Select(p => (Rule: First(_found, p, id, out var marker), marker)).FirstOrDefault(f => f.Rule is not null);

        // Once one of them is believed, the other speaks against it whatever the status.
        absent ??= found is null ? null : Against(_absent, page, id, out absence);
        found ??= absent is null ? null : Against(_found, page, id, out presence);
        return (absent, found) switch
        {
            ({ } a, { } f) => new Answer.Unrecognised(
                FailureClass.Unrecognised,
                $"the page says that there is no such record ({absence}, line {a.Line}) and shows one ({presence}, line {f.Line})"),
            ({ } rule, null) when page.More.Count > 0 => new Answer.Unrecognised(
                FailureClass.Unrecognised, $"the page says that there is no such record ({absence}, line {rule.Line}), and is the first of {page.More.Count + 1}"),
            ({ } rule, null) => (BlockSigns.Strong(page) ?? (rule.SpeaksOfAddress ? null : BlockSigns.Elsewhere(page.Page))) is { } sign ? Blocked(page.Page, sign)
                : Fresh(page, "there is no such record", absence) ?? new Answer.Absent(absence),
            (null, { }) => null,
            _ => OfUnknown(page, id),
        };
    }

    /// <summary>Judges the page of the <c>detail</c> steps, found by the page before; null when nothing speaks against it.</summary>
    public Answer? OfDetail(ParsedPage page, RecordId id)
    {
        if ((RefusedOrUnavailable(page, id) ?? OfFurther(page, id)) is { } answer)
        {
            return answer;
        }

        if (First(_absent, page, id, out var absence) is { } absent)
        {
            return new Answer.Unrecognised(
                FailureClass.Unrecognised, $"the record was found, but its own page says that there is none ({absence}, line {absent.Line})");
        }

        return page.Page.Status is >= 200 and < 300 ? null : OfUnknown(page, id);
    }

    /// <summary>Judges a page that was asked for no id in particular, such as a listing; null when nothing speaks against it.</summary>
    public Answer? OfNoId(ParsedPage page)
    {
        var nobody = new RecordId(0, "-");
        return Refused(page, nobody) is { } refused ? refused
            : page.Page.Status is < 200 or >= 300 || page.IsEmpty ? OfUnknown(page, $"{Unknown.Describe(page)}; a listing was wanted")
            : BlockSigns.Strong(page) is { } strong ? Blocked(page.Page, strong)
            : Fresh(page, "this is the listing", "its page");
    }

    /// <summary>What a page shows that was to be the record's own and names no record at all: a block, when there are signs of one.</summary>
    public static Answer.Blocked? OfNameless(ParsedPage page) => BlockSigns.OfUnknown(page) is { } sign ? Blocked(page.Page, sign) : null;

    /// <summary>
    /// Judges what was on the page when a step failed: it can show a block or the end of the session, and nothing else, because it may be half of a
    /// page, or the one before.
    /// </summary>
    public Answer? OfFault(ParsedPage seen, RecordId id) =>
        Ended(seen, id) is { } ended ? ended
        : First(_blocked, seen, id, out var sign) is not null ? Blocked(seen.Page, sign)
        : IsThrottled(seen.Page) ? Blocked(seen.Page, $"status {seen.Page.Status}")
        : BlockSigns.Strong(seen) is { } signs ? Blocked(seen.Page, signs)
        : null;

    /// <summary>Whether the record on a page, and on those that follow it, is the one asked for; null when it is.</summary>
    public Answer.Unrecognised? Identity(ParsedPage page, RecordId id)
    {
        foreach (var each in page.All)
        {
            // The pages behind the first need not name the record, but must name no other.
            if (IdentityOn(each, id) is { } wrong && (each == page || (wrong.Class == FailureClass.WrongId && _identityPlace is not null)))
            {
                return wrong;
            }
        }

        return null;
    }

    private Answer.Unrecognised? IdentityOn(ParsedPage page, RecordId id)
    {
        if (_identity.Holds(page, id, out _))
        {
            return null;
        }

        var sight = _identityPlace?.Look(page, id, everywhere: true) ?? default;
        if (_identityPlace is not null && string.IsNullOrWhiteSpace(sight.Text))
        {
            var there = sight.Matched == 0 ? "is not on the page" : sight.Matched == sight.Hidden ? "is there, but hidden" : "is empty";
            return new Answer.Unrecognised(
                FailureClass.Unrecognised, $"nothing names the record: {_identityPlace.WantedFor(id)} (line {_identity.Line}) {there}; asked for {id}");
        }

        var named = _identityPlace is null || sight.Holds ? page.Page.FinalUrl.AbsoluteUri : $"\"{Excerpt.Of(sight.Text!)}\"";
        var part = sight.Text?.Contains(id.Text, StringComparison.OrdinalIgnoreCase) == true && !sight.Holds ? " only as part of something longer" : "";
        return new Answer.Unrecognised(
            FailureClass.WrongId, $"asked for {id}, the page names {named}{(part.Length > 0 ? $", which holds {id}{part}" : "")} (identity, line {_identity.Line})");
    }

    /// <summary>What every rule sees on a page.</summary>
    public IEnumerable<RuleTrace> Trace(ParsedPage page, RecordId id, bool onDetail)
    {
        var rules = _expired.Concat(_blocked).Concat(_unavailable.SelectMany(u => u.Rules)).Concat(_absent);
        return (onDetail ? rules : rules.Concat(_found)).Select(r => r.Trace(Decisive(r, page, id), id, onDetail));
    }

    /// <summary>What the identity rule sees on the last page.</summary>
    public RuleTrace TraceIdentity(ParsedPage page, RecordId id, bool onDetail) => _identity.Trace(Decisive(_identity, page, id), id, onDetail);

    // Of a list, the page that shows what the rule wants says more than the first.
    private static ParsedPage Decisive(RuleCheck rule, ParsedPage page, RecordId id) => page.All.FirstOrDefault(p => rule.Holds(p, id, out _)) ?? page;

    private static RuleCheck? First(ImmutableArray<RuleCheck> rules, ParsedPage page, RecordId id, out string marker)
    {
        foreach (var rule in rules)
        {
            if (rule.Holds(page, id, out marker))
            {
                return rule;
            }
        }

        marker = "";
        return null;
    }

    private static RuleCheck? Against(ImmutableArray<RuleCheck> rules, ParsedPage page, RecordId id, out string marker)
    {
        foreach (var rule in rules)
        {
            if (rule.HoldsButForItsStatus(page, id, out marker))
            {
                return rule;
            }
        }

        marker = "";
        return null;
    }

    private static Answer? Fresh(ParsedPage page, string what, string marker) => page.Page.Freshness != Freshness.Unproven
        ? null
        : new Answer.Unrecognised(
            FailureClass.Unrecognised, $"the page says that {what} ({marker}), but nothing proves that it answers this request and not the one before");

    private static bool IsThrottled(Page page) => page.Status == 429 || (page.Status == 503 && page.RetryAfter is not null);

    private static Answer.Blocked Blocked(Page page, string sign) =>
        new(sign, page.RetryAfter) { Class = IsThrottled(page) ? FailureClass.Throttled : FailureClass.Blocked };

    private Answer.Faulted? Ended(ParsedPage page, RecordId id) => First(_expired, page, id, out var sign) is not { } rule ? null
        : new Answer.Faulted(new Fault(FailureClass.Session, $"the session has ended: {sign} (expired, line {rule.Line})")
        {
            OfSession = true,
            Requests = page.Page.Requests,
            RetryAfter = page.Page.RetryAfter,
            Seen = page.Page,
        });

    private Answer? Refused(ParsedPage page, RecordId id) =>
        Ended(page, id) ?? (First(_blocked, page, id, out var sign) is not null ? Blocked(page.Page, sign) : (Answer?)null);

    /// <summary>Judges the pages behind the first; null when nothing speaks against them, and they are all there are.</summary>
    private Answer? OfFurther(ParsedPage page, RecordId id)
    {
        for (var i = 0; i < page.More.Count; i++)
        {
            var further = page.More[i];
            if (Refused(further, id) is { } refused)
            {
                return refused;
            }

            if (further.Page.Status is < 200 or >= 300 || further.IsBare)
            {
                return OfUnknown(further, id);
            }

            if (further.Page.Freshness == Freshness.Unproven && page.Page.Incomplete is null)
            {
                return new Answer.Unrecognised(
                    FailureClass.Extraction, $"nothing proves that page {i + 2} of the list is not still the page before it; say in 'next' what is 'replaced'");
            }

            if (First(_absent, further, id, out var absence) is { } absent)
            {
                return new Answer.Unrecognised(
                    FailureClass.Unrecognised, $"page {i + 2} of {page.More.Count + 1} says that there is no such record ({absence}, line {absent.Line})");
            }
        }

        return page.Page.Incomplete is { } why ? new Answer.Unrecognised(FailureClass.Extraction, why) : null;
    }

    private Answer? RefusedOrUnavailable(ParsedPage page, RecordId id)
    {
        if (Refused(page, id) is { } refused)
        {
            return refused;
        }

        foreach (var (kind, rules) in _unavailable)
        {
            if (First(rules, page, id, out var marker) is { } rule)
            {
                // A page that turns us away may carry the same status; it says nothing about the record.
                if ((BlockSigns.Strong(page) ?? (rule.SpeaksOfAddress ? null : BlockSigns.Elsewhere(page.Page))) is { } block)
                {
                    return Blocked(page.Page, block);
                }

                return Fresh(page, $"the record is {kind.ToString().ToLowerInvariant()}", marker) ?? OfUnavailable(kind, rule, page, id, marker);
            }
        }

        return null;
    }

    private static Answer OfUnavailable(UnavailableKind kind, RuleCheck rule, ParsedPage page, RecordId id, string marker)
    {
        if (kind != UnavailableKind.Merged)
        {
            return new Answer.Unavailable(kind, marker, null);
        }

        return rule.MergedInto(page, id) switch
        {
            null => new Answer.Unrecognised(
                FailureClass.Extraction, $"the record was merged ({marker}), but the page does not say into which (into, line {rule.Line})"),
            var into when Wording.Is(into, id.Text) => new Answer.Unrecognised(
                FailureClass.WrongId, $"the page says that {id} was merged into itself ({marker}, line {rule.Line})"),
            var into => new Answer.Unavailable(kind, marker, into),
        };
    }

    private Answer OfUnknown(ParsedPage parsed, RecordId id) =>
        OfUnknown(parsed, $"{Unknown.Describe(parsed)}; {Unknown.Wanted(parsed, id, _found, _absent)}");

    private static Answer OfUnknown(ParsedPage parsed, string reason)
    {
        var page = parsed.Page;
        if (IsThrottled(page))
        {
            return Blocked(page, $"status {page.Status}");
        }

        if (BlockSigns.OfUnknown(parsed) is { } sign)
        {
            return Blocked(page, sign);
        }

        return page.Status is >= 500 and < 600
            ? new Answer.Faulted(new Fault(FailureClass.Http5xx, reason) { RetryAfter = page.RetryAfter, Requests = page.Requests, Seen = page })
            : new Answer.Unrecognised(FailureClass.Unrecognised, reason);
    }
}
