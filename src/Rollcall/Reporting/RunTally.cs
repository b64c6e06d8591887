using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>
/// What a run's events add up to beyond its counts: its failures by class, and how long its processes worked. Feed it the events of one run in
/// their order; ids are kept as intervals, so a million cost little. Not thread safe.
/// </summary>
/// <param name="startedAt">When the run's first process started.</param>
public sealed class RunTally(DateTimeOffset startedAt)
{
    private const int MostRanges = 50;

    private readonly SortedDictionary<FailureClass, OfClass> _classes = [];
    private readonly IdSet _affected = new();
    private readonly IdSet _answered = new();
    private readonly IdSet _failed = new();
    private TimeSpan _workedBefore;
    private DateTimeOffset _begun = startedAt;
    private DateTimeOffset _latest = startedAt;

    /// <summary>
    /// The time in which a process worked on the run: from the first event of each process to its last. The time between a kill and the resume
    /// does not count.
    /// </summary>
    public TimeSpan Worked => _workedBefore + (_latest - _begun);

    /// <summary>Adds up the journal of a run, as far as it can be read: a report is better with less than not at all.</summary>
    public static RunTally OfJournal(string outputFolder, RunIdentity run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var tally = new RunTally(run.StartedAt);
        try
        {
            foreach (var entry in JournalFile.Open(JournalFile.PathOf(outputFolder, run.RunId)).Lines().OfType<JournalLine.Entry>())
            {
                tally.Add(entry.Event);
            }
        }
        catch (Exception ex) when (ex is FormatException || StorageTroubles.Is(ex))
        {
            return tally;
        }

        return tally;
    }

    /// <summary>Adds the next event.</summary>
    public void Add(LedgerEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened is LedgerEvent.Resumed)
        {
            _workedBefore = Worked;
            _begun = _latest = happened.At;
        }

        _latest = happened.At > _latest ? happened.At : _latest;
        switch (happened)
        {
            case LedgerEvent.Attempted { Answer.ErrorClass: { } failure } attempted:
                Add(attempted, failure);
                break;
            case LedgerEvent.Settled settled:
                var (now, before) = settled.Outcome == Outcome.Failed ? (_failed, _answered) : (_answered, _failed);
                now.Add(settled.Id.Ordinal);
                before.Remove(settled.Id.Ordinal);
                break;
            case LedgerEvent.Voided { Ids: var ids } when IdSet.TryParse(ids, out var voided):
                _answered.ExceptWith(voided);
                break;
            case LedgerEvent.Reopened { Ids: var ids } when IdSet.TryParse(ids, out var reopened):
                _failed.ExceptWith(reopened);
                _answered.ExceptWith(reopened);
                break;
            default:
                break;
        }
    }

    /// <summary>The failures by now.</summary>
    public FailureAnalytics Analyse()
    {
        var all = _classes.Values.Sum(c => c.Count);
        return all == 0 ? FailureAnalytics.None : new FailureAnalytics
        {
            FailedAttempts = all,
            AffectedIds = _affected.Count,
            Classes = [.. _classes.OrderByDescending(c => c.Value.Count).Select(c => Analyse(c.Key, c.Value, all))],
        };
    }

    private void Add(LedgerEvent.Attempted attempted, FailureClass failure)
    {
        _affected.Add(attempted.Id.Ordinal);
        var moment = new FailureMoment(attempted.Id.Text, attempted.At, attempted.Answer.Error ?? "");
        if (!_classes.TryGetValue(failure, out var seen))
        {
            _classes.Add(failure, seen = new OfClass(moment));
        }

        seen.Count++;
        seen.Last = moment;
        seen.SamplePage ??= attempted.Answer.HtmlPath;
        seen.Ids.Add(attempted.Id.Ordinal);
    }

    private ClassAnalysis Analyse(FailureClass failure, OfClass seen, long all)
    {
        var answered = seen.Ids.Intersect(_answered).Count;
        var settled = answered + seen.Ids.Intersect(_failed).Count;
        return new ClassAnalysis
        {
            Class = failure.Word(),
            Count = seen.Count,
            Share = Math.Round((double)seen.Count / all, 4),
            Ids = seen.Ids.Count,
            IdRanges = string.Join(',', seen.Ids.Ranges.Take(MostRanges)) + (seen.Ids.Ranges.Count > MostRanges ? $",… {seen.Ids.Ranges.Count - MostRanges} more" : ""),
            First = seen.First,
            Last = seen.Last,
            SamplePage = seen.SamplePage,
            Settled = settled,
            RetrySuccessShare = settled == 0 ? null : Math.Round((double)answered / settled, 4),
        };
    }

    private sealed class OfClass(FailureMoment first)
    {
        public FailureMoment First { get; } = first;

        public FailureMoment Last { get; set; } = first;

        public long Count { get; set; }

        public string? SamplePage { get; set; }

        public IdSet Ids { get; } = new();
    }
}
