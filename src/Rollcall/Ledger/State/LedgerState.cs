using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Ledger.State;

/// <summary>
/// What follows from a partition's events: replay, and nothing else. The same events in the same order give the same state, whatever
/// process replays them. Sets of ids are intervals, so a million settled ids take a few megabytes. Not thread safe: <see cref="LedgerView"/> guards it.
/// </summary>
internal sealed class LedgerState
{
    public LedgerState()
    {
    }

    /// <summary>A copy.</summary>
    public LedgerState(LedgerState other)
    {
        Succeeded = new IdSet(other.Succeeded);
        Unavailable = new IdSet(other.Unavailable);
        Absences = new Absences(other.Absences);
        Failures = new Failures(other.Failures);
        Walked = new IdSet(other.Walked);
        HighestSeen = other.HighestSeen;
        DefinitionHash = other.DefinitionHash;
        Run = new RunAccount(other.Run);
    }

    /// <summary>Ids with a record, unavailable ones included.</summary>
    public IdSet Succeeded { get; init; } = new();

    /// <summary>Of these, ids said to exist but not shown.</summary>
    public IdSet Unavailable { get; init; } = new();

    public Absences Absences { get; init; } = new();

    public Failures Failures { get; init; } = new();

    /// <summary>Every id that a run set out to walk.</summary>
    public IdSet Walked { get; init; } = new();

    /// <summary>The highest number known to exist: collected, probed or asked as a canary.</summary>
    public long? HighestSeen { get; set; }

    /// <summary>The definition under which outcomes are given at present.</summary>
    public string DefinitionHash { get; set; } = "";

    /// <summary>The newest run.</summary>
    public RunAccount Run { get; set; } = new();

    /// <summary>What stands for the ids. Copies.</summary>
    public PartitionSets Sets()
    {
        var unconfirmed = new IdSet(Absences.Provisional);
        unconfirmed.UnionWith(Absences.Lapsed);
        return new PartitionSets
        {
            Walked = new IdSet(Walked),
            Succeeded = new IdSet(Succeeded),
            Unavailable = new IdSet(Unavailable),
            Absent = new IdSet(Absences.All),
            Unconfirmed = unconfirmed,
            Failed = new IdSet(Failures.All),
            HighestSeen = HighestSeen,
        };
    }

    /// <summary>A new run begins.</summary>
    public void Begin(string definitionHash)
    {
        Absences.Lapse(HighestSeen);
        DefinitionHash = definitionHash;
        Run = new RunAccount { Probes = ProbeAccount.Empty() with { Result = Run.Probes.Result } };
    }

    /// <summary>
    /// Lines are lost here. Each could have taken a provisional absence back, so none is believed any more; every other loss
    /// leaves an id open or with the outcome before, which is asked again and harms nobody.
    /// </summary>
    public void Lose()
    {
        Run.Absent.ExceptWith(Absences.Void(new IdSet(Absences.Provisional)));
        Run.LastStop = null;
    }

    public void Apply(LedgerEvent happened)
    {
        var lastStop = Run.LastStop;
        Run.LastStop = null;
        switch (happened)
        {
            case LedgerEvent.Attempted attempted:
                Run.Count(attempted);
                break;
            case LedgerEvent.Settled settled:
                Settle(settled);
                break;
            case LedgerEvent.CanaryAsked canary:
                Run.Requests += canary.Requests;
                if (canary.Answer.Kind is AnswerKind.Found or AnswerKind.Unavailable)
                {
                    Saw(canary.Id);
                }

                break;
            case LedgerEvent.Listed listed:
                Run.Count(listed);
                break;
            case LedgerEvent.Planned planned:
                Walked.UnionWith(Parse(planned.Ids));
                break;
            case LedgerEvent.Probed probed:
                // Its requests are those of its attempts, counted there.
                Run.Probes = Run.Probes.With(probed, HighestSeen ?? 0);
                if (probed.Seen is true)
                {
                    Saw(probed.Id);
                }

                break;
            case LedgerEvent.Sealed believed:
                Absences.Seal(Parse(believed.Ids));
                break;
            case LedgerEvent.Voided voided:
                Run.Absent.ExceptWith(Absences.Void(Parse(voided.Ids)));
                Run.Probes.Missed.ExceptWith(Parse(voided.Ids));
                Run.Probes.MissedAbove.ExceptWith(Parse(voided.Ids));
                break;
            case LedgerEvent.Reopened reopened:
                Reopen(Parse(reopened.Ids));
                break;
            case LedgerEvent.MarkFound mark:
                // What a later search of this run asks is its own.
                Run.Probes = ProbeAccount.Empty() with { Requests = Run.Probes.Requests, Result = mark, IsOver = true };
                break;
            case LedgerEvent.Resumed resumed:
                DefinitionHash = resumed.DefinitionHash;
                if (lastStop == StopReason.ProbeUndecided)
                {
                    SearchAnew();
                }

                break;
            case LedgerEvent.Stopped stopped:
                Run.LastStop = stopped.Reason;
                break;
            case LedgerEvent.Parked or LedgerEvent.BrowserRestarted:
                break;
        }
    }

    private static IdSet Parse(string intervals) =>
        IdSet.TryParse(intervals, out var ids) ? ids : throw new ArgumentException($"'{intervals}' are no intervals", nameof(intervals));

    private void Settle(LedgerEvent.Settled settled)
    {
        Run.Settle(settled);
        var number = settled.Id.Ordinal;

        // A failure says nothing about the id: the record collected before still stands.
        if (settled.Outcome == Outcome.Failed && Succeeded.Contains(number))
        {
            return;
        }

        Succeeded.Remove(number);
        Unavailable.Remove(number);
        Absences.Remove(number);
        Failures.Remove(number);
        switch (settled.Outcome)
        {
            case Outcome.Success:
                Succeeded.Add(number);
                if (settled.Unavailable is not null)
                {
                    Unavailable.Add(number);
                }

                Saw(settled.Id);
                break;
            case Outcome.NoRecord:
                Absences.Add(number, settled.At);
                break;
            case Outcome.Failed:
                Failures.Add(number, settled.Answer.ErrorClass ?? FailureClass.Unrecognised);
                break;
        }
    }

    // What could not be decided then may be by now: the records it met stand, nothing else does.
    private void SearchAnew()
    {
        var asked = new IdSet(Run.Probes.Missed);
        asked.UnionWith(Run.Probes.Undecided);
        Reopen(asked);
        Run.Probes = ProbeAccount.Empty() with { Result = Run.Probes.Result, IsOver = Run.Probes.IsOver };
    }

    private void Reopen(IdSet ids)
    {
        var absent = Absences.All.Intersect(ids);
        Run.Reopened.UnionWith(Failures.All.Intersect(ids));
        Run.Reopened.UnionWith(absent);
        Failures.Remove(ids);
        Run.Failed.ExceptWith(ids);
        foreach (var number in absent.Numbers())
        {
            Absences.Remove(number);
        }

        Run.Absent.ExceptWith(absent);
    }

    private void Saw(RecordId id) => HighestSeen = Math.Max(HighestSeen ?? id.Ordinal, id.Ordinal);
}
