using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>
/// What follows from a partition's events: replay, and nothing else. The same events in the same order give the same state, whatever
/// process replays them. Sets of ids are intervals, so a million settled ids take a few megabytes. Not thread safe: <see cref="LedgerView"/> guards it.
/// </summary>
internal sealed class LedgerState
{
    public LedgerState()
    {
    }

    public LedgerState(LedgerState other)
    {
        Succeeded = new IdSet(other.Succeeded);
        Unavailable = new IdSet(other.Unavailable);
        Absences = new Absences(other.Absences);
        Failures = new Failures(other.Failures);
        HighestSeen = other.HighestSeen;
        FoundMark = other.FoundMark;
        DefinitionHash = other.DefinitionHash;
        Run = new RunAccount(other.Run);
    }

    /// <summary>Ids with a record, unavailable ones included.</summary>
    public IdSet Succeeded { get; } = new();

    /// <summary>Of these, ids said to exist but not shown.</summary>
    public IdSet Unavailable { get; } = new();

    public Absences Absences { get; } = new();

    public Failures Failures { get; } = new();

    /// <summary>The highest number known to exist: collected, probed or asked as a canary.</summary>
    public long? HighestSeen { get; private set; }

    /// <summary>What the last search for the mark ended with.</summary>
    public LedgerEvent.MarkFound? FoundMark { get; private set; }

    /// <summary>The definition under which outcomes are given at present.</summary>
    public string DefinitionHash { get; private set; } = "";

    /// <summary>The newest run.</summary>
    public RunAccount Run { get; private set; } = new();

    /// <summary>A new run begins.</summary>
    public void Begin(string definitionHash)
    {
        Absences.Lapse(HighestSeen);
        DefinitionHash = definitionHash;
        Run = new RunAccount();
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
                Run.CountRequests(canary.Requests);
                if (canary.Answer.Kind is AnswerKind.Found or AnswerKind.Unavailable)
                {
                    Saw(canary.Id);
                }

                break;
            case LedgerEvent.Probed { Seen: true } probed:
                Saw(probed.Id);
                break;
            case LedgerEvent.Sealed believed:
                Absences.Seal(Parse(believed.Ids));
                break;
            case LedgerEvent.Voided voided:
                Run.Absent.ExceptWith(Absences.Void(Parse(voided.Ids)));
                break;
            case LedgerEvent.Reopened reopened:
                var ids = Parse(reopened.Ids);
                Failures.Remove(ids);
                Run.Failed.ExceptWith(ids);
                break;
            case LedgerEvent.MarkFound mark:
                FoundMark = mark;
                break;
            case LedgerEvent.Resumed resumed:
                DefinitionHash = resumed.DefinitionHash;
                break;
            case LedgerEvent.Stopped stopped:
                Run.LastStop = stopped.Reason;
                break;
            case LedgerEvent.Probed: // its requests are those of its attempts
            case LedgerEvent.Parked:
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

    private void Saw(RecordId id) => HighestSeen = Math.Max(HighestSeen ?? id.Ordinal, id.Ordinal);
}
