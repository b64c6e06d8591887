using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Pacing.Health;

/// <content>What answers to ids and to canaries mean.</content>
public sealed partial record SiteHealth
{
    private SiteHealth OnAnswered(SiteSight.Answered seen, List<SiteCommand> commands, out bool charged)
    {
        var isProbe = IdLetThrough && Park is { } park && seen.AskedAt >= park.ProbeAt;
        var inTrouble = Park is not null || seen.AskedAt < ReopenedAt;
        charged = true;
        switch (seen.Answer)
        {
            case Answer.Found or Answer.Unavailable:
                return OnRecord(seen, commands).OnContact(isProbe, seen, commands);
            case Answer.Absent:
                return (this with { Unconfirmed = Unconfirmed.With(seen.Id.Ordinal, seen.At) }).OnContact(isProbe, seen, commands).AskWhenDue(commands);
            case Answer.Unrecognised page:
                charged = !inTrouble;
                return OnPuzzle(seen, page, isProbe, commands);
            case Answer.Blocked block:
                charged = false;
                return OnBlock(seen, block, isProbe, commands);
            case Answer.Faulted { Fault: var fault }:
                charged = !inTrouble || !IsOfTheSite(fault);
                return OnFault(seen, fault, isProbe, commands);
            default:
                throw new ArgumentOutOfRangeException(nameof(seen), seen.Answer.GetType().Name, "no such answer");
        }
    }

    private SiteHealth OnRecord(SiteSight.Answered seen, List<SiteCommand> commands)
    {
        var (believed, left) = Witnesses > 0 ? (new IdSet(), Unconfirmed) : Unconfirmed.UpTo(seen.AskedAt);
        if (!believed.IsEmpty)
        {
            commands.Add(new SiteCommand.Seal(believed));
        }

        var open = WithoutRefutedEnd(seen.Id.Ordinal, commands);
        return seen.Answer is Answer.Found
            ? open with { Unconfirmed = left, Canaries = Canaries.With(seen.Id), Policies = Policies.WithLayout(seen.Id.Ordinal, lacks: false) }
            : open with { Unconfirmed = left };
    }

    /// <summary>A record above the stretch that seemed to be the end of the numbers, found by a worker that was under way: it was only a gap.</summary>
    private SiteHealth WithoutRefutedEnd(long seen, List<SiteCommand> commands)
    {
        if (EndOfWalk?.EmptyFrom < seen)
        {
            commands.Add(new SiteCommand.WalkOn());
            return this with { EndOfWalk = null };
        }

        return Wanted?.EmptyFrom < seen ? this with { Wanted = null } : this;
    }

    /// <summary>The site answered for an id: whatever trouble there was is over, if this was asked after it began.</summary>
    private SiteHealth OnContact(bool isProbe, SiteSight.Answered seen, List<SiteCommand> commands)
    {
        if (Park is null)
        {
            return seen.AskedAt < ReopenedAt ? this : this with { Trouble = Trouble.Answered() };
        }

        // An id that was never turned away gets through while others are not, again and again: it is theirs.
        var refuted = Park.ByIds && !Trouble.Blocked.Contains(seen.Id.Ordinal);
        return isProbe
            ? (this with { Trouble = Trouble.Answered() }).Reopen($"{seen.Id} was answered", refuted, seen.At, commands)
            : this;
    }

    private SiteHealth OnPuzzle(SiteSight.Answered seen, Answer.Unrecognised page, bool isProbe, List<SiteCommand> commands)
    {
        var next = page.Class == FailureClass.Extraction
            ? this with { Policies = Policies.WithLayout(seen.Id.Ordinal, lacks: true), Trouble = Trouble.Puzzled(seen.Id.Ordinal, page: null) }
            : this with { Trouble = Trouble.Puzzled(seen.Id.Ordinal, seen.Small) };
        if (Park is not null)
        {
            return !isProbe ? this
                : next.Trouble.IsBlockPage(seen.Small) ? next.ProbeFailed(seen.AskedAt, seen.At, retryAfter: null, commands)
                : next.Reopen($"{seen.Id} was answered, though with a page no rule knows", refuted: false, seen.At, commands);
        }

        return next.Trouble.IsBlockPage(seen.Small)
            ? next.ParkFor(StopReason.Blocked, $"{next.Trouble.SamePageIds.Count} ids in a row, the last {seen.Id}, got the same short page that no rule knows: {page.Reason}", seen.At, null, commands)
            : next.CheckPolicies(commands);
    }

    private SiteHealth OnBlock(SiteSight.Answered seen, Answer.Blocked block, bool isProbe, List<SiteCommand> commands)
    {
        var next = this with { Trouble = Trouble with { EverAnswered = true, Blocked = Trouble.Blocked.Add(seen.Id.Ordinal) } };
        return Park is not null ? (isProbe ? next.ProbeFailed(seen.AskedAt, seen.At, block.RetryAfter, commands) : next)
            : seen.AskedAt < ReopenedAt ? this
            : next.ParkFor(ReasonOf(block), $"{seen.Id}: {block.Sign}", seen.At, block.RetryAfter, commands);
    }

    private SiteHealth OnFault(SiteSight.Answered seen, Fault fault, bool isProbe, List<SiteCommand> commands)
    {
        if (fault.Class == FailureClass.BrowserCrash)
        {
            var crashed = this with { Policies = Policies.WithCrash(seen.Id.Ordinal, seen.At) };
            return isProbe ? crashed.ProbeFailed(seen.AskedAt, seen.At, null, commands) : crashed.CheckPolicies(commands);
        }

        if (!IsOfTheSite(fault) || (Park is null && seen.AskedAt < ReopenedAt))
        {
            return isProbe ? ProbeFailed(seen.AskedAt, seen.At, null, commands) : this;
        }

        if (Park is not null)
        {
            return isProbe ? ProbeFailed(seen.AskedAt, seen.At, fault.RetryAfter, commands) : this;
        }

        var next = this with { Trouble = Trouble with { Faulting = Trouble.Faulting.Add(seen.Id.Ordinal) } };
        var most = !Trouble.EverAnswered && !Rules.SiteIsKnown ? 1 : Math.Min(SiteRules.FaultsToPark, Math.Max(2, seen.Open));
        return next.Trouble.Faulting.Count >= most
            ? next.ParkFor(
                StopReason.Unreachable,
                next.Trouble.EverAnswered || Rules.SiteIsKnown
                    ? $"{next.Trouble.Faulting.Count} ids in a row had no answer, the last {seen.Id}: {fault.Message}"
                    : $"the site has not answered once: {fault.Message}",
                seen.At, fault.RetryAfter, commands)
            : next;
    }

    private SiteHealth OnCanary(SiteSight.CanaryAnswered seen, List<SiteCommand> commands)
    {
        var next = this with { Asked = null };
        switch (seen.Answer)
        {
            case Answer.Found or Answer.Unavailable when seen.Canary.Exists:
                return next.OnTruth(seen, commands);
            case Answer.Absent when !seen.Canary.Exists:
                return (next with { Trouble = Trouble with { EverAnswered = true } }).Resolve(commands);
            case Answer.Absent absent when Remembered.Contains(seen.Canary.Id) && Canaries.Without(seen.Canary.Id).HasPresent:
                return next.OnWithdrawn(seen.Canary.Id, absent, commands);
            case Answer.Absent absent:
                return next.OnLie($"{seen.Canary.Id} is known to exist, and the site says that it does not ({absent.Marker})", commands);
            case Answer.Found or Answer.Unavailable:
                return next.OnLie(
                    $"{seen.Canary.Id} is known not to exist, and the site shows it. If it exists by now, correct canaries.absent of the definition", commands);
            case Answer.Blocked block:
                return next.NotAnswered(ReasonOf(block), $"canary {seen.Canary.Id}: {block.Sign}", seen, block.RetryAfter, commands);
            case Answer.Faulted { Fault: var fault }:
                return next.NotAnswered(
                    StopReason.Unreachable,
                    Trouble.EverAnswered || Rules.SiteIsKnown ? $"canary {seen.Canary.Id}: {fault.Message}" : $"the site has not answered once: {fault.Message}",
                    seen, fault.RetryAfter, commands);
            case Answer.Unrecognised page when Trouble.IsBlockPage(seen.Small):
                return next.NotAnswered(StopReason.Blocked, $"canary {seen.Canary.Id}: {page.Reason}", seen, null, commands);
            case Answer.Unrecognised page:
                return next.OnDoubt(seen, page, commands);
            default:
                throw new ArgumentOutOfRangeException(nameof(seen), seen.Answer.GetType().Name, "no such answer");
        }
    }

    private SiteHealth OnTruth(SiteSight.CanaryAnswered seen, List<SiteCommand> commands)
    {
        if (Witnesses > 1)
        {
            return (this with { Witnesses = Witnesses - 1 }).Ask(commands);
        }

        var (believed, left) = Unconfirmed.UpTo(seen.AskedAt);
        if (!believed.IsEmpty)
        {
            commands.Add(new SiteCommand.Seal(believed));
        }

        var told = this with { Unconfirmed = left, Doubts = 0, SinceCanary = 0, Witnesses = 0, Trouble = Trouble with { EverAnswered = true } };
        return told.Park is { } park
            ? told.Reopen($"canary {seen.Canary.Id} was answered", park.Failed == 0 && park.IsBlock, seen.At, commands)
            : told.Resolve(commands);
    }

    /// <summary>
    /// A record of an earlier day is denied. That may be the site's right, once: every other canary is asked, and nothing is believed until all of them have been
    /// answered. A site that denies every other time, as one does with a broken machine among several, would not pass that.
    /// </summary>
    private SiteHealth OnWithdrawn(RecordId id, Answer.Absent absent, List<SiteCommand> commands)
    {
        commands.Add(new SiteCommand.Withdrawn($"{id} was found before, and the site says now that it does not exist ({absent.Marker}). What was saved of it stays; other canaries tell whether it is the record or the site"));
        var others = Canaries.Without(id);
        return (this with { Remembered = [], Canaries = others, Witnesses = Math.Max(SiteRules.LeastWitnesses, others.Present.Length + others.Recent.Length) }).AskBeforeGoingOn(commands);
    }

    /// <summary>What the site said since it last told the truth cannot be believed.</summary>
    private SiteHealth OnLie(string detail, List<SiteCommand> commands)
    {
        var (doubted, left) = Unconfirmed.UpTo(DateTimeOffset.MaxValue);
        if (!doubted.IsEmpty)
        {
            commands.Add(new SiteCommand.Void(doubted, detail));
        }

        var stop = Wanted is { Reason: StopReason.LayoutDrift } drift
            ? drift
            : new SiteStop(StopReason.CanaryFailed, $"{detail}. {doubted.Count} absences since the last true answer are taken back; look at the kept page, correct the definition or wait, then run again: it resumes");
        return (this with { Unconfirmed = left }).End(stop, commands);
    }

    /// <summary>
    /// A page that no rule knows may be a hiccup: the next canary tells. Several in a row are a changed site, at once where nothing was found in this run; where
    /// records came before, the site may be under repair, and patience decides, whatever else wants the end.
    /// </summary>
    private SiteHealth OnDoubt(SiteSight.CanaryAnswered seen, Answer.Unrecognised page, List<SiteCommand> commands)
    {
        var doubting = this with { Doubts = Doubts + 1, Trouble = Trouble with { EverAnswered = true } };
        var detail = $"canary {seen.Canary.Id}: {page.Reason}";
        return doubting.Doubts >= SiteRules.DoubtsToBelieve && !Policies.AnyRecord
            ? doubting.OnLie($"{doubting.Doubts} canaries in a row were not recognised, the last {seen.Canary.Id}: {page.Reason}", commands)
            : doubting.NotAnswered(StopReason.Unreachable, detail, seen, null, commands);
    }

    private SiteHealth NotAnswered(StopReason reason, string detail, SiteSight.CanaryAnswered seen, TimeSpan? retryAfter, List<SiteCommand> commands) =>
        Park is null ? ParkFor(reason, detail, seen.At, retryAfter, commands) : ProbeFailed(seen.AskedAt, seen.At, retryAfter, commands);

    // Whether a fault may be the site's or the network's; the others are the record's, the disk's or the rules' own.
    private static bool IsOfTheSite(Fault fault) => fault.OfSession || fault.Class is FailureClass.Timeout or FailureClass.Reset or FailureClass.Dns
        or FailureClass.Tls or FailureClass.Http5xx or FailureClass.Throttled or FailureClass.JobTimeout;

    private static StopReason ReasonOf(Answer.Blocked block) => block.Class == FailureClass.Throttled ? StopReason.Throttled : StopReason.Blocked;
}
