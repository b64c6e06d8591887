using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Reading;

/// <summary>
/// Turns pages into answers, by the rules of one definition. Pure: no clock, no network, no state; thread safe. Selectors are compiled
/// once, here, and a page is parsed at most once.
/// </summary>
/// <example>
/// <code>
/// var triage = reader.Triage(await session.AskAsync(id, token), id);
/// var answer = triage.Answer ?? triage.Read(await session.DetailAsync(id, token));
/// </code>
/// </example>
public sealed class PageReader
{
    private readonly Judge _judge;
    private readonly RecordReader _record;
    private readonly SecretMask _secrets;
    private readonly bool _hasDetail;
    private readonly bool _looksThroughList;
    private readonly bool _hasSession;

    /// <param name="definition">The definition. Its detail steps tell whether a record is read from a page of its own.</param>
    /// <param name="values">What placeholders besides the id stand for.</param>
    /// <exception cref="RollcallException">A placeholder has no value, or a selector is none: usage.</exception>
    public PageReader(RegistryDefinition definition, TemplateValues values)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        _judge = new Judge(definition.Judge, values);
        _record = new RecordReader(definition.Read);
        _secrets = new SecretMask(values.SecretValues);
        _hasDetail = !definition.Detail.IsEmpty;
        _looksThroughList = definition.Ask.LastOrDefault() is Step.Next { Until: not null };
        _hasSession = !definition.Open.IsEmpty || definition.Ask.Concat(definition.Detail).Any(s => s is Step.Request { Carries: true });
    }

    /// <summary>Judges what the <c>ask</c> steps brought, and reads the record when there are no <c>detail</c> steps.</summary>
    /// <param name="fetched">The page, or the fault; a fault is its own answer, unless what was seen when it happened is a block.</param>
    /// <param name="id">The id asked for.</param>
    public Triage Triage(Fetched fetched, RecordId id)
    {
        if (fetched is not Page page)
        {
            return new Triage(OfFault((Fault)fetched, id));
        }

        var ask = new ParsedPage(page);
        var answer = _judge.OfAsk(ask, id) ?? (_hasDetail ? null : Record(ask, ask, id));
        return answer is null ? new Triage(this, ask, id) : new Triage(Clean(answer));
    }

    /// <summary>Judges and reads kept pages: the same as <see cref="Triage"/> and, where needed, <see cref="Triage.Read"/>.</summary>
    /// <param name="ask">The page of the <c>ask</c> steps.</param>
    /// <param name="detail">The page of the <c>detail</c> steps; null when there is none.</param>
    /// <param name="id">The id asked for.</param>
    public Answer Read(Page ask, Page? detail, RecordId id)
    {
        var triage = Triage(ask, id);
        return triage.Answer ?? (detail is not null
            ? triage.Read(detail)
            : new Answer.Unrecognised(FailureClass.Unrecognised, $"{id} is found so far, but the page of its detail steps is missing"));
    }

    /// <summary>What every rule saw on these pages, needed or not.</summary>
    /// <param name="ask">The page of the <c>ask</c> steps.</param>
    /// <param name="detail">The page of the <c>detail</c> steps; null when there is none, or when it did not come to that.</param>
    /// <param name="id">The id asked for.</param>
    public PageTrace Trace(Page ask, Page? detail, RecordId id)
    {
        var first = new ParsedPage(ask);
        var last = detail is null ? first : new ParsedPage(detail);
        var rules = _judge.Trace(first, id, onDetail: false).ToList();
        if (detail is not null)
        {
            rules.AddRange(_judge.Trace(last, id, onDetail: true));
        }

        var answer = Read(ask, detail, id);
        if (_hasDetail && detail is null)
        {
            return new PageTrace(answer, [.. rules.Select(r => r.Without(_secrets))], [], []);
        }

        rules.Add(_judge.TraceIdentity(last, id, detail is not null));
        var (fields, tables) = _record.Trace(Shown(first), last == first ? Shown(first) : last, id);
        return new PageTrace(answer, [.. rules.Select(r => r.Without(_secrets))], [.. fields.Select(f => f.Without(_secrets))], [.. tables.Select(t => t.Without(_secrets))]);
    }

    /// <summary>
    /// Whether a page that is no answer may be what a site shows when a session has ended without saying so: nothing at all, its front door, its
    /// login. Only where a definition has something of a session.
    /// </summary>
    internal bool LooksExpired(Page page) =>
        _hasSession && page.More.Append(page).Any(p => (p.Status is >= 200 and < 300 && new ParsedPage(p).IsBare) || BlockSigns.Elsewhere(p) is not null);

    internal Answer ReadDetail(ParsedPage ask, Fetched fetched, RecordId id)
    {
        if (fetched is not Page page)
        {
            return OfFault((Fault)fetched, id);
        }

        var detail = new ParsedPage(page);
        return Clean(_judge.OfDetail(detail, id) ?? Record(ask, detail, id));
    }

    private Answer OfFault(Fault fault, RecordId id)
    {
        var seen = fault.Seen is null ? null : _judge.OfFault(new ParsedPage(fault.Seen), id);
        if (fault is { OfSession: true, OfStep: true } && seen is Answer.Faulted { Fault: var ended })
        {
            // A session that was never open has not ended: the step that failed is what is to be mended.
            seen = new Answer.Faulted(ended with { Message = $"{fault.Message} (in 'open'; {ended.Message})", OfStep = true });
        }

        return Clean(seen ?? Refused(fault) ?? new Answer.Faulted(fault));
    }

    // The page may look as always while what its scripts asked for was refused. What was not asked for, robots.txt forbids: that is the id's own.
    internal static Answer? Refused(Fault fault) => fault is { Class: FailureClass.Blocked or FailureClass.Throttled, Requests: > 0 }
        ? new Answer.Blocked(fault.Message, fault.RetryAfter) { Class = fault.Class }
        : null;

    private Answer Record(ParsedPage ask, ParsedPage last, RecordId id)
    {
        var own = last == ask ? Shown(ask) : last;
        return _judge.Identity(own, id) switch
        {
            null => _record.Read(Shown(ask), own, id),
            { Class: FailureClass.Unrecognised } nameless when ask != last => Judge.OfNameless(last) ?? (Answer)nameless,
            var wrong => wrong,
        };
    }

    // A list that was looked through ended where it showed the record: the pages before it are others'.
    private ParsedPage Shown(ParsedPage ask) => _looksThroughList ? ask.All[^1] : ask;

    // A page may show the secrets it was asked with, and reasons quote pages.
    private Answer Clean(Answer answer) => Clean(answer, _secrets);

    /// <summary>An answer whose words hold no secrets.</summary>
    internal static Answer Clean(Answer answer, SecretMask secrets) => secrets.IsEmpty ? answer : answer switch
    {
        Answer.Unrecognised bad => bad with { Reason = secrets.Clear(bad.Reason) },
        Answer.Blocked blocked => blocked with { Sign = secrets.Clear(blocked.Sign) },
        Answer.Absent absent => absent with { Marker = secrets.Clear(absent.Marker) },
        Answer.Unavailable unavailable => unavailable with { Marker = secrets.Clear(unavailable.Marker) },
        Answer.Faulted faulted => new Answer.Faulted(faulted.Fault with { Message = secrets.Clear(faulted.Fault.Message) }),
        _ => answer,
    };
}
