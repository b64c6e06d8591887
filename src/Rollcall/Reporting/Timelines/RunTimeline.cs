using Rollcall.Fetching;
using Rollcall.Ledger;

namespace Rollcall.Reporting.Timelines;

/// <summary>
/// How a run went over the time its processes worked: what it settled, tried and waited for, in at most <see cref="MostSteps"/> steps of one length, which
/// doubles when they would become more. The time between a stop and the resume is left out. Not thread safe.
/// </summary>
public sealed class RunTimeline
{
    /// <summary>No timeline has more steps.</summary>
    public const int MostSteps = 240;

    /// <summary>No timeline tells more waits or resumes apart.</summary>
    public const int MostMarks = 500;

    private readonly List<TimelineStep> _steps = [];
    private readonly List<TimelineWait> _waits = [];
    private readonly List<TimeSpan> _resumes = [];
    private (TimeSpan From, string Reason)? _parked;

    /// <summary>How long one step is: a second, doubled as often as needed.</summary>
    public TimeSpan StepLength { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>The steps from the start on.</summary>
    public IReadOnlyList<TimelineStep> Steps => _steps;

    /// <summary>When the workers waited for the site; the first 500.</summary>
    public IReadOnlyList<TimelineWait> Waits => _parked is { } open ? [.. _waits, new TimelineWait(open.From, Length, open.Reason)] : _waits;

    /// <summary>Where another process took the run up; the first 500.</summary>
    public IReadOnlyList<TimeSpan> Resumes => _resumes;

    /// <summary>How long the run was worked on, as far as events tell.</summary>
    public TimeSpan Length { get; private set; }

    /// <summary>Adds the next event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">How long the run had been worked on by then.</param>
    public void Add(LedgerEvent happened, TimeSpan at)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Length = at > Length ? at : Length;
        switch (happened)
        {
            case LedgerEvent.Settled settled:
                var step = StepAt(at);
                step.Found += settled.Outcome == Outcome.Success ? 1 : 0;
                step.NoRecord += settled.Outcome == Outcome.NoRecord ? 1 : 0;
                step.Failed += settled.Outcome == Outcome.Failed ? 1 : 0;
                break;
            case LedgerEvent.Attempted attempted:
                StepAt(at).Retries += attempted.Attempt > 1 ? 1 : 0;
                StepAt(at).BrowserCrashes += attempted.Answer.ErrorClass == FailureClass.BrowserCrash ? 1 : 0;
                break;
            case LedgerEvent.BrowserRestarted:
                StepAt(at).BrowserRestarts++;
                break;
            case LedgerEvent.Parked { On: true } parked:
                _parked ??= (at, parked.Reason);
                break;
            case LedgerEvent.Parked:
                EndWait(at);
                break;
            case LedgerEvent.Resumed:
                EndWait(at);
                if (_resumes.Count < MostMarks)
                {
                    _resumes.Add(at);
                }

                break;
            default:
                break;
        }
    }

    private void EndWait(TimeSpan at)
    {
        if (_parked is { } since && _waits.Count < MostMarks)
        {
            _waits.Add(new TimelineWait(since.From, at, since.Reason));
        }

        _parked = null;
    }

    private TimelineStep StepAt(TimeSpan at)
    {
        while (at / StepLength >= MostSteps)
        {
            Halve();
        }

        var index = (int)(at / StepLength);
        while (_steps.Count <= index)
        {
            _steps.Add(new TimelineStep());
        }

        return _steps[index];
    }

    private void Halve()
    {
        StepLength *= 2;
        var pairs = _steps.Chunk(2).Select(pair => pair is [var first, var second] ? first.With(second) : pair[0]).ToList();
        _steps.Clear();
        _steps.AddRange(pairs);
    }
}

/// <summary>What happened in one step of a timeline.</summary>
public sealed class TimelineStep
{
    /// <summary>Ids settled with a record, unavailable ones included.</summary>
    public long Found { get; set; }

    /// <summary>Ids settled as absent.</summary>
    public long NoRecord { get; set; }

    /// <summary>Ids settled as failed.</summary>
    public long Failed { get; set; }

    /// <summary>Attempts after an id's first.</summary>
    public long Retries { get; set; }

    /// <summary>Attempts that ended with the browser's death.</summary>
    public long BrowserCrashes { get; set; }

    /// <summary>Browsers whose place another took: they had done their time, or died or hung.</summary>
    public long BrowserRestarts { get; set; }

    /// <summary>Ids settled.</summary>
    public long Settled => Found + NoRecord + Failed;

    internal TimelineStep With(TimelineStep other) => new()
    {
        Found = Found + other.Found,
        NoRecord = NoRecord + other.NoRecord,
        Failed = Failed + other.Failed,
        Retries = Retries + other.Retries,
        BrowserCrashes = BrowserCrashes + other.BrowserCrashes,
        BrowserRestarts = BrowserRestarts + other.BrowserRestarts,
    };
}

/// <summary>The workers waited for the site.</summary>
/// <param name="From">From when, in time worked.</param>
/// <param name="To">Until when.</param>
/// <param name="Reason">Why.</param>
public sealed record TimelineWait(TimeSpan From, TimeSpan To, string Reason);
