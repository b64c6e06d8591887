using Rollcall.Settings;

namespace Rollcall.Pacing.Health;

/// <content>Waiting for the site, and going on.</content>
public sealed partial record SiteHealth
{
    private SiteHealth ParkFor(StopReason reason, string detail, DateTimeOffset at, TimeSpan? retryAfter, List<SiteCommand> commands)
    {
        var since = Trouble.Since ?? at;
        var park = new SitePark(
            reason,
            detail,
            Began: at,
            GivesUpAt: since + Rules.Settings.Patience,
            ProbeAt: at + Longer(Rules.ProbeWait(0, reason is StopReason.Blocked), retryAfter),
            Failed: 0,
            ByIds: Trouble.Since is not null && Trouble.Blocked.Count >= SiteRules.BlockedIdsToDistrustCanaries);
        commands.Add(new SiteCommand.Park(reason, detail));
        return (this with { Park = park, Trouble = Trouble with { Since = since }, IdLetThrough = false }).GiveUpIfHopeless(at, retryAfter, commands);
    }

    /// <param name="askedAt">When the probe was asked. The time it hung is part of the wait: else an outage that hangs would be noticed late to be over.</param>
    /// <param name="at">When it failed.</param>
    /// <param name="retryAfter">How long the site asked to be left alone.</param>
    /// <param name="commands">What follows.</param>
    private SiteHealth ProbeFailed(DateTimeOffset askedAt, DateTimeOffset at, TimeSpan? retryAfter, List<SiteCommand> commands)
    {
        var failed = Park!.Failed + 1;
        var hung = at - askedAt;
        var wait = Longer(Rules.ProbeWait(failed, Park.Reason is StopReason.Blocked) - hung, Rules.Settings.RetryBackoff);
        var park = Park with { Failed = failed, ProbeAt = at + Longer(wait, retryAfter) };
        return (this with { Park = park, IdLetThrough = false }).GiveUpIfHopeless(at, retryAfter, commands);
    }

    /// <summary>Waiting is for nothing when the site asks for more than patience has, or when the address was never right.</summary>
    private SiteHealth GiveUpIfHopeless(DateTimeOffset at, TimeSpan? retryAfter, List<SiteCommand> commands)
    {
        var neverAnswered = !Trouble.EverAnswered && !Rules.SiteIsKnown && Park!.Failed >= Rules.Settings.MaxRetries;
        return neverAnswered || at + retryAfter > Park!.GivesUpAt ? GiveUp(commands) : this;
    }

    private SiteHealth GiveUp(List<SiteCommand> commands)
    {
        var park = Park!;
        if (Doubts >= SiteRules.DoubtsToBelieve)
        {
            return OnLie($"the canaries were not recognised for {Durations.Text(Rules.Settings.Patience)}: {park.Detail}", commands);
        }

        var remedy = park.Reason switch
        {
            StopReason.Throttled => "Wait, raise delay_min and delay_max, then run again: it resumes",
            StopReason.Blocked => "Look at the kept page, wait or ask the operator, then run again: it resumes",
            _ => "Check the address and the network, then run again: it resumes",
        };
        var waited = park.Failed == 0 ? "" : $" ({park.Failed} probes since; patience {Durations.Text(Rules.Settings.Patience)})";
        return (this with { IdLetThrough = false }).End(new SiteStop(park.Reason, $"{park.Detail}{waited}. {remedy}"), commands);
    }

    private SiteHealth Reopen(string detail, bool refuted, DateTimeOffset at, List<SiteCommand> commands)
    {
        commands.Add(new SiteCommand.Reopen(detail, refuted));
        var open = (Park!.Failed >= SiteRules.ProbesOfAnOutage ? WithoutTheOutage() : this) with
        {
            Park = null,
            IdLetThrough = false,
            ReopenedAt = at,
            Trouble = Trouble with { Faulting = [], SamePage = null, SamePageIds = [] },
        };
        return open.Resolve(commands);
    }

    /// <summary>
    /// What failed while the site was away says nothing about the ids or the definition: an end that seemed due for it is called off, and its evidence
    /// forgotten.
    /// </summary>
    private SiteHealth WithoutTheOutage() => this with
    {
        Policies = Policies.Afresh(),
        Wanted = Wanted is { Reason: StopReason.FailureRate or StopReason.SafeStopFailures or StopReason.LayoutDrift } ? null : Wanted,
    };

    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) => asked > wait ? asked.Value : wait;
}
