using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Pacing.Health;

/// <summary>
/// What is known of the site's health, and what follows from it: who waits, which canary is asked, which absences are believed or taken back,
/// what ends the run. One reducer owns all of that, so that the parts cannot contradict each other. Pure: state and sight in, state
/// and commands out; no clock but the time of what was seen. Immutable.
/// </summary>
public sealed partial record SiteHealth
{
    private SiteHealth(SiteRules rules, CanaryBook canaries)
    {
        Rules = rules;
        Canaries = canaries;
        Remembered = canaries.Recent;
        Policies = new Policies(rules.Settings);
    }

    /// <summary>The thresholds.</summary>
    public SiteRules Rules { get; private init; }

    /// <summary>The canaries there are.</summary>
    public CanaryBook Canaries { get; private init; }

    /// <summary>The absences that nothing has confirmed yet.</summary>
    public Unconfirmed Unconfirmed { get; private init; } = Unconfirmed.None;

    /// <summary>Why the workers wait for the site; null when they do not.</summary>
    public SitePark? Park { get; private init; }

    /// <summary>The canary under way; null when there is none.</summary>
    public Canary? Asked { get; private init; }

    /// <summary>Whether the end of the run has been decided.</summary>
    public bool IsOver { get; private init; }

    /// <summary>Whether the workers take no new ids: the site is waited for, or a canary has to answer first.</summary>
    public bool IsPaused => Park is not null || IsConfirming || IsOver;

    /// <summary>When <see cref="SiteSight.TimePassed"/> is due; null when nothing hangs on time.</summary>
    public DateTimeOffset? NextAt => Park is null || IsOver ? null
        : Asked is not null || IdLetThrough || Park.ProbeAt > Park.GivesUpAt ? Park.GivesUpAt : Park.ProbeAt;

    private Policies Policies { get; init; }

    private Trouble Trouble { get; init; } = Trouble.None;

    /// <summary>Whether no new id is asked until a canary has answered.</summary>
    private bool IsConfirming { get; init; }

    /// <summary>Whether an id was let through to see whether the site is back.</summary>
    private bool IdLetThrough { get; init; }

    /// <summary>The end that waits for a canary.</summary>
    private SiteStop? Wanted { get; init; }

    /// <summary>Whether an end was called off because a canary was answered. The next one is not, until things have been well in between.</summary>
    private bool HasSpared { get; init; }

    private bool HasWalkEnded { get; init; }

    /// <summary>The end of the walk that was decided; null while it goes on.</summary>
    private SiteStop? EndOfWalk { get; init; }

    /// <summary>The canary that must answer "no such record", while it is still to be asked.</summary>
    private Canary? AbsentToAsk { get; init; }

    /// <summary>Canaries in a row whose page no rule knows.</summary>
    private int Doubts { get; init; }

    /// <summary>Canaries from before this process: a site may have withdrawn one since. None any more once one was.</summary>
    private ImmutableArray<RecordId> Remembered { get; init; } = [];

    /// <summary>Canaries that must still be answered truthfully before anything is believed, because one was denied; 0 when none was.</summary>
    private int Witnesses { get; init; }

    /// <summary>Ids judged since a canary was last answered truthfully.</summary>
    private int SinceCanary { get; init; }

    /// <summary>When the site was last found to be back: what was asked before that says nothing about it.</summary>
    private DateTimeOffset ReopenedAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The state before anything was seen.</summary>
    /// <param name="rules">The thresholds.</param>
    /// <param name="canaries">The canaries there are.</param>
    /// <param name="unconfirmed">Absences of the run's earlier processes that nothing has confirmed.</param>
    /// <param name="hasRecords">Whether the run has found any record.</param>
    public static SiteHealth Begin(SiteRules rules, CanaryBook canaries, IdSet unconfirmed, bool hasRecords)
    {
        ArgumentNullException.ThrowIfNull(unconfirmed);
        var health = new SiteHealth(rules, canaries) { Unconfirmed = Unconfirmed.Of(unconfirmed) };
        return hasRecords ? health with { Policies = health.Policies with { AnyRecord = true } } : health;
    }

    /// <summary>What follows from a sight.</summary>
    public SiteStep After(SiteSight sight)
    {
        ArgumentNullException.ThrowIfNull(sight);
        var commands = new List<SiteCommand>();
        var charged = true;
        var next = sight switch
        {
            _ when IsOver => AfterTheEnd(sight, out charged),
            SiteSight.Began => OnBegan(commands),
            SiteSight.Answered seen => OnAnswered(seen, commands, out charged),
            SiteSight.Judged seen => OnJudged(seen, commands),
            SiteSight.CanaryAnswered seen => OnCanary(seen, commands),
            SiteSight.StopWanted seen => Want(seen.Stop, commands),
            SiteSight.WalkEnded => (this with { HasWalkEnded = true }).Resolve(commands),
            SiteSight.TimePassed seen => OnTime(seen.At, commands),
            _ => throw new ArgumentOutOfRangeException(nameof(sight), sight.GetType().Name, "no such sight"),
        };
        return new SiteStep(next, commands, charged);
    }

    // What comes in after the end was decided stays open: nobody judges it any more.
    private SiteHealth AfterTheEnd(SiteSight sight, out bool charged)
    {
        charged = sight is not SiteSight.Answered { Answer: Answer.Blocked or Answer.Faulted };
        return this;
    }

    private SiteHealth OnBegan(List<SiteCommand> commands)
    {
        var begun = this with { AbsentToAsk = Canaries.Absent.IsEmpty ? null : new Canary(Canaries.Absent[0], Exists: false) };
        return Canaries.HasPresent || begun.AbsentToAsk is not null
            ? begun.AskBeforeGoingOn(commands)
            : begun.Say("no canary is known: the definition names none of these ids, and nothing was found before; the first records will have to do", commands);
    }

    private SiteHealth OnJudged(SiteSight.Judged seen, List<SiteCommand> commands)
    {
        // What was in hand when the site broke down says nothing about the ids.
        if (Park is not null)
        {
            return AskWhenDue(commands);
        }

        var next = (this with { Policies = Policies.With(seen), SinceCanary = SinceCanary + 1 }).CheckPolicies(commands);
        return (next.Wanted is null && next.Policies.AreWell ? next with { HasSpared = false } : next).AskWhenDue(commands);
    }

    private SiteHealth OnTime(DateTimeOffset now, List<SiteCommand> commands)
    {
        if (Park is null)
        {
            return this;
        }

        if (now >= Park.GivesUpAt)
        {
            return GiveUp(commands);
        }

        if (now < Park.ProbeAt || Asked is not null || IdLetThrough)
        {
            return this;
        }

        if (Canaries.HasPresent && !Park.ByIds)
        {
            return Ask(commands);
        }

        commands.Add(new SiteCommand.LetOneThrough());
        return this with { IdLetThrough = true };
    }

    /// <summary>Somebody wants the end. A canary tells first whether it is the site that lies.</summary>
    private SiteHealth Want(SiteStop stop, List<SiteCommand> commands)
    {
        if (Wanted is not null)
        {
            return this;
        }

        var wanting = this with { Wanted = stop };
        return Park is not null ? wanting
            : Canaries.HasPresent ? wanting.AskBeforeGoingOn(commands)
            : wanting.Say("no canary could be asked before the run ended", commands).End(stop, commands);
    }

    private SiteHealth CheckPolicies(List<SiteCommand> commands) =>
        Wanted is null && !HasWalkEnded && Policies.Verdict() is { } stop ? Want(stop, commands) : this;

    private SiteHealth AskWhenDue(List<SiteCommand> commands)
    {
        var due = (Rules.Settings.CanaryEvery is { } every && SinceCanary >= every)
            || (Rules.Settings.CanaryAfterMisses is { } misses && Unconfirmed.Count >= misses);
        return due && Canaries.HasPresent && Asked is null && Park is null && !IsOver ? Ask(commands) : this;
    }

    private SiteHealth AskBeforeGoingOn(List<SiteCommand> commands)
    {
        var waiting = this with { IsConfirming = true };
        return Asked is null ? waiting.Ask(commands) : waiting;
    }

    private SiteHealth Ask(List<SiteCommand> commands)
    {
        if (!Canaries.HasPresent)
        {
            commands.Add(new SiteCommand.AskCanary(AbsentToAsk!));
            return this with { Asked = AbsentToAsk, AbsentToAsk = null };
        }

        var (canary, book) = Canaries.Next();
        commands.Add(new SiteCommand.AskCanary(canary));
        return this with { Asked = canary, Canaries = book };
    }

    /// <summary>Goes on with what waited for the site's truth: the other canary, the end, or the walk.</summary>
    private SiteHealth Resolve(List<SiteCommand> commands)
    {
        if (Asked is not null || Park is not null)
        {
            return this;
        }

        if (AbsentToAsk is { } absent)
        {
            commands.Add(new SiteCommand.AskCanary(absent));
            return this with { Asked = absent, AbsentToAsk = null };
        }

        if (Wanted is { } stop)
        {
            // The trouble may have ended between the last failure and the canary: what is asked now tells. A row of failures is another matter: it is counted in full.
            return !HasSpared && stop.Reason is (StopReason.FailureRate or StopReason.LayoutDrift) ? (WithoutTheOutage() with { HasSpared = true }).Resolve(commands) : End(stop, commands);
        }

        if (!HasWalkEnded)
        {
            return this with { IsConfirming = false };
        }

        if (Unconfirmed.Count > 0 && Canaries.HasPresent)
        {
            return AskBeforeGoingOn(commands);
        }

        var over = Unconfirmed.Count == 0 ? this
            : Say("no canary could be asked at the end: absences stay unconfirmed", commands);
        commands.Add(new SiteCommand.Finish());
        return over with { IsOver = true };
    }

    private SiteHealth End(SiteStop stop, List<SiteCommand> commands)
    {
        commands.Add(new SiteCommand.Stop(stop));

        // A walk that may end here goes on with what it has in hand.
        return stop.Reason == StopReason.SafeStopNoRecords
            ? this with { Wanted = null, IsConfirming = false, EndOfWalk = stop }
            : this with { IsOver = true };
    }

    private SiteHealth Say(string detail, List<SiteCommand> commands)
    {
        commands.Add(new SiteCommand.NoCanary(detail));
        return this;
    }
}
