using Rollcall.Ledger;
using Rollcall.Reporting.Failures;
using Rollcall.Reporting.Timelines;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>
/// What a run's events add up to beyond its counts: its failures by class and message, how it went over time, how long attempts took, what its searches
/// asked, how long its processes worked. Feed it the events of one run in their order; what it holds is bounded, and ids are kept as intervals, so a
/// million cost little. Not thread safe.
/// </summary>
/// <param name="startedAt">When the run's first process started.</param>
public sealed class RunTally(DateTimeOffset startedAt)
{
    private readonly FailureTally _failures = new();
    private TimeSpan _workedBefore;
    private DateTimeOffset _begun = startedAt;
    private DateTimeOffset _latest = startedAt;
    private Func<string, bool> _isThere = _ => false;
    private string? _host;
    private string? _tab;

    /// <summary>
    /// The time in which a process worked on the run: from the first event of each process to its last. The time between a kill and the resume
    /// does not count.
    /// </summary>
    public TimeSpan Worked => _workedBefore + (_latest - _begun);

    /// <summary>How it went over that time.</summary>
    public RunTimeline Timeline { get; } = new();

    /// <summary>How long attempts took.</summary>
    public DurationHistogram Latency { get; } = new();

    /// <summary>What its searches for the mark asked.</summary>
    public ProbeTrace Probes { get; } = new();

    /// <summary>Adds up the journal of a run, as far as it can be read: a report is better with less than not at all.</summary>
    public static RunTally OfJournal(string outputFolder, RunIdentity run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var tally = new RunTally(run.StartedAt) { _isThere = path => File.Exists(Path.Combine(outputFolder, path)), _tab = run.Partition };
        try
        {
            var journal = JournalFile.Open(JournalFile.PathOf(outputFolder, run.RunId));
            tally._host = Uri.TryCreate(journal.Header.Identity.Site, UriKind.Absolute, out var site) ? site.Authority : null;
            foreach (var entry in journal.Lines().OfType<JournalLine.Entry>())
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
        if (happened is LedgerEvent.Attempted attempted)
        {
            Latency.Add(attempted.Duration);
        }

        _failures.Add(happened);
        Timeline.Add(happened, Worked);
        Probes.Add(happened);
    }

    /// <summary>The failures by now.</summary>
    public FailureAnalytics Analyse() => _failures.Analyse(_isThere) is var analysis && analysis != FailureAnalytics.None
        ? analysis with { Host = _host, Tab = _tab }
        : FailureAnalytics.None;
}
