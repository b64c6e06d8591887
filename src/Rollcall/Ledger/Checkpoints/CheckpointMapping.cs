using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;

namespace Rollcall.Ledger.Checkpoints;

/// <summary>State to the properties of a checkpoint and back. Pure.</summary>
internal static class CheckpointMapping
{
    private const string DayFormat = "yyyy-MM-dd";
    private const string Running = "running";

    /// <summary>The content of a checkpoint; the journal's trace is its writer's to add.</summary>
    public static CheckpointContent ToContent(LedgerSnapshot snapshot, PartitionFiles partition, long sequence, DateTimeOffset now)
    {
        var (state, run, absences, position) = (snapshot.State, snapshot.State.Run, snapshot.State.Absences, snapshot.Position);
        return new CheckpointContent
        {
            Registry = partition.Registry,
            Partition = partition.Partition,
            Sequence = sequence,
            RunId = snapshot.RunId,
            CreatedAt = now.UtcDateTime,
            Status = run.LastStop?.Word() ?? Running,
            DefinitionHash = state.DefinitionHash,
            Journal = Path.GetFileName(JournalFile.PathOf("", snapshot.RunId)),
            JournalOffset = position.Offset,
            JournalLine = position.Line,
            JournalSeq = position.Seq,
            JournalTrace = "",
            Marks = new CheckpointContent.MarksContent { Observed = state.HighestSeen, Collected = state.Succeeded.Max },
            Probe = ToContent(run.Probes),
            Run = new CheckpointContent.RunContent
            {
                Success = run.Succeeded.CoverWithin(state.Succeeded),
                Unavailable = run.Unavailable.CoverWithin(state.Unavailable),
                NoRecord = run.Absent.CoverWithin(absences.All),
                Failed = run.Failed,
                Reopened = run.Reopened,
                Attempts = run.Attempts,
                Retries = run.Retries,
                Requests = run.Requests,
                Errors = [.. run.Errors],
            },
            Walked = state.Walked,
            Unavailable = state.Unavailable,
            Failed = Sorted(state.Failures.ByClass.Select(f => (f.Key.Word(), f.Value))),
            NoRecordDays = Sorted(absences.ByDay.Select(d => (DateOnly.FromDayNumber(d.Key).ToString(DayFormat), d.Value.CoverWithin(absences.All)))),
            NoRecordProvisional = absences.Provisional.CoverWithin(absences.All),
            NoRecordLapsed = absences.Lapsed.CoverWithin(absences.All),
            NoRecord = absences.All,
            Success = state.Succeeded,
        };
    }

    /// <summary>The state that a checkpoint keeps.</summary>
    /// <exception cref="FormatException">A word or a day is unknown.</exception>
    public static LedgerState ToState(CheckpointContent content) => new()
    {
        Succeeded = content.Success,
        Unavailable = content.Unavailable,
        Absences = new Absences(
            content.NoRecord,
            content.NoRecordDays.Select(d => KeyValuePair.Create(DateOnly.ParseExact(d.Key, DayFormat).DayNumber, content.NoRecord.Intersect(d.Value))),
            content.NoRecord.Intersect(content.NoRecordProvisional),
            content.NoRecord.Intersect(content.NoRecordLapsed)),
        Failures = new Failures(content.Failed.Select(f => KeyValuePair.Create(ClassOf(f.Key), f.Value))),
        Walked = content.Walked,
        HighestSeen = content.Marks.Observed,
        DefinitionHash = content.DefinitionHash,
        Run = new RunAccount(content.Run.Errors)
        {
            Succeeded = content.Success.Intersect(content.Run.Success),
            Unavailable = content.Unavailable.Intersect(content.Run.Unavailable),
            Absent = content.NoRecord.Intersect(content.Run.NoRecord),
            Failed = content.Run.Failed,
            Reopened = content.Run.Reopened,
            Probes = ToAccount(content.Probe),
            Attempts = content.Run.Attempts,
            Retries = content.Run.Retries,
            Requests = content.Run.Requests,
            LastStop = content.Status == Running ? null : StopReasons.TryParse(content.Status, out var stop) ? stop : throw Words.Unknown("status", content.Status),
        },
    };

    private static CheckpointContent.ProbeContent ToContent(ProbeAccount probes) => new()
    {
        Seen = probes.Seen,
        Missed = probes.Missed,
        Undecided = probes.Undecided,
        MissedAbove = probes.MissedAbove,
        Requests = probes.Requests,
        IsOver = probes.IsOver,
        Result = probes.Result is not { } result ? null : new CheckpointContent.MarkContent
        {
            Timestamp = result.At.UtcDateTime,
            Mark = result.Mark,
            Confidence = result.Confidence,
            Requests = result.Requests,
        },
    };

    private static ProbeAccount ToAccount(CheckpointContent.ProbeContent probe) => new(
        probe.Seen,
        probe.Missed,
        probe.Undecided,
        probe.Requests,
        probe.Result is not { } result
            ? null
            : new LedgerEvent.MarkFound(new DateTimeOffset(DateTime.SpecifyKind(result.Timestamp, DateTimeKind.Utc)), result.Mark, result.Confidence, result.Requests))
    {
        IsOver = probe.IsOver,
        MissedAbove = probe.MissedAbove,
    };

    private static FailureClass ClassOf(string word) =>
        FailureClassNames.TryParse(word, out var failure) ? failure : throw Words.Unknown("failure class", word);

    private static SortedDictionary<string, IdSet> Sorted(IEnumerable<(string Key, IdSet Ids)> sets)
    {
        var sorted = new SortedDictionary<string, IdSet>(StringComparer.Ordinal);
        foreach (var (key, ids) in sets)
        {
            sorted.Add(key, ids);
        }

        return sorted;
    }
}
