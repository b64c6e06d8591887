using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;
using Rollcall.Reading;

namespace Rollcall.Sweeping;

/// <summary>
/// Carries out what <see cref="SiteHealth"/> decides: tells the queue, the journal, the log and whoever stops the run, and lets it know when time has
/// passed. Decides nothing itself. Thread safe.
/// </summary>
internal sealed partial class SiteWatch(SweepParts parts, WorkQueue queue, StopSignal stop, SweepProgress progress, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly string _run = parts.Ledger.Run.RunId;
    private SiteHealth _health = SiteHealth.Begin(
        new SiteRules { Settings = parts.Settings, SiteIsKnown = parts.Ledger.View.HighestSeen is not null },
        parts.Canaries,
        parts.Ledger.View.ProvisionalInRun,
        parts.Ledger.View.Totals.Succeeded > 0);

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SiteStop? _endOfWalk;
    private DateTimeOffset? _armedFor;

    /// <summary>Why the walk ended before its last id; null when it did not.</summary>
    public SiteStop? EndOfWalk => _endOfWalk;

    /// <summary>Whether the time that the site's state waits for is still to come, and is being waited for.</summary>
    public bool IsArmed
    {
        get
        {
            lock (_gate)
            {
                return _health.NextAt is null || (_armedFor == _health.NextAt && _armedFor > parts.Time.GetUtcNow());
            }
        }
    }

    /// <summary>Takes note of a sight and carries out what follows, what has to be journalled first.</summary>
    /// <returns>Whether an attempt counts against its id.</returns>
    public async Task<bool> SeeAsync(SiteSight sight)
    {
        var step = Note(sight);
        var events = EventsOf(step).ToList();
        if (events.Count > 0)
        {
            await parts.Ledger.AppendAsync(events, CancellationToken.None);
        }

        CarryOut(step);
        return step.Charged;
    }

    /// <summary>An attempt as it is seen.</summary>
    public SiteSight.Answered Sight(RecordId id, Attempt attempt) =>
        new(parts.Time.GetUtcNow(), id, attempt.Answer, attempt.AskedAt, queue.Open, SmallPageOf(attempt));

    /// <summary>Takes note of a sight. For callers that journal what follows together with something of their own.</summary>
    public SiteStep Note(SiteSight sight)
    {
        lock (_gate)
        {
            var (before, step) = (_health, _health.After(sight));
            _health = step.Health;
            if (before.IsPaused != _health.IsPaused)
            {
                queue.Pause(_health.IsPaused);
            }

            if (before.Park != _health.Park)
            {
                progress.ParkedNow(_health.Park is { } park ? new ParkState(park.Reason.Word(), park.Detail, park.Began) : null);
            }

            if (before.NextAt != _health.NextAt)
            {
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return step;
        }
    }

    /// <summary>What the journal has to keep of a step.</summary>
    public IEnumerable<LedgerEvent> EventsOf(SiteStep step)
    {
        var now = parts.Time.GetUtcNow();
        foreach (var command in step.Commands)
        {
            LedgerEvent? happened = command switch
            {
                SiteCommand.Seal seal => new LedgerEvent.Sealed(now, seal.Ids.ToString()),
                SiteCommand.Void taken => new LedgerEvent.Voided(now, taken.Ids.ToString(), taken.Reason),
                SiteCommand.Park park => new LedgerEvent.Parked(now, On: true, $"{park.Reason.Word()}: {park.Detail}"),
                SiteCommand.Reopen open => new LedgerEvent.Parked(now, On: false, open.Detail),
                _ => null,
            };
            if (happened is not null)
            {
                yield return happened;
            }
        }
    }

    /// <summary>Carries a step out; its events are durable.</summary>
    public void CarryOut(SiteStep step)
    {
        foreach (var command in step.Commands)
        {
            switch (command)
            {
                case SiteCommand.AskCanary ask:
                    queue.Add(ask.Canary);
                    break;
                case SiteCommand.LetOneThrough:
                    queue.LetOneThrough();
                    break;
                case SiteCommand.Park park:
                    LogParked(_run, park.Reason.Word(), park.Detail);
                    break;
                case SiteCommand.Reopen open:
                    LogReopened(_run, open.Detail);
                    queue.Release(open.Refuted ? WaitOf : null);
                    break;
                case SiteCommand.Void taken:
                    LogVoided(_run, taken.Ids.Count, taken.Reason);
                    break;
                case SiteCommand.NoCanary none:
                    LogNoCanary(_run, none.Detail);
                    break;
                case SiteCommand.Withdrawn withdrawn:
                    LogWithdrawn(_run, withdrawn.Detail);
                    break;
                case SiteCommand.WalkOn:
                    _endOfWalk = null;
                    queue.WalkOn();
                    break;
                case SiteCommand.Stop { Cause: { Reason: StopReason.SafeStopNoRecords } cause }:
                    _endOfWalk ??= cause;
                    queue.EndWalk();
                    break;
                case SiteCommand.Stop { Cause: var cause }:
                    stop.Request(cause.Reason, cause.Detail);
                    break;
                case SiteCommand.Finish:
                    queue.Close();
                    break;
            }
        }
    }

    private TimeSpan WaitOf(WorkItem charged)
    {
        lock (parts.Retries)
        {
            return parts.Retries.Next(Math.Clamp(charged.Attempts, 1, Math.Max(1, parts.Settings.MaxRetries))) ?? parts.Settings.RetryBackoff;
        }
    }

    /// <summary>Lets the site's state know when time has passed, until it is told to end.</summary>
    public async Task KeepTimeAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                DateTimeOffset? next;
                Task changed;
                lock (_gate)
                {
                    (next, changed) = (_health.NextAt, _changed.Task);
                }

                if (next is not { } due)
                {
                    await changed.WaitAsync(end);
                }
                else if (due > parts.Time.GetUtcNow())
                {
                    using var done = CancellationTokenSource.CreateLinkedTokenSource(end);
                    var delay = Waits.AtLeast(due - parts.Time.GetUtcNow(), parts.Time, done.Token);
                    Arm(due);
                    await Task.WhenAny(changed, delay);
                    Arm(null);
                    await done.CancelAsync();
                    end.ThrowIfCancellationRequested();
                }
                else
                {
                    await SeeAsync(new SiteSight.TimePassed(parts.Time.GetUtcNow()));
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Arm(DateTimeOffset? due)
    {
        lock (_gate)
        {
            _armedFor = due;
        }
    }

    /// <summary>The attempt's page, when it is a short one that no rule knows.</summary>
    public static SmallPage? SmallPageOf(Attempt attempt) =>
        attempt is { Answer: Answer.Unrecognised { Class: FailureClass.Unrecognised }, Page: { Body.Length: > 0 and <= SmallPage.Longest } page }
            ? new SmallPage(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.Body)).AsSpan(0, 8)), page.Body.Length)
            : null;

    [LoggerMessage(EventName = "batch.run.parked", Level = LogLevel.Information, Message = "waiting for the site ({reason}): {detail}")]
    private partial void LogParked(string run_id, string reason, string detail);

    [LoggerMessage(EventName = "batch.run.reopened", Level = LogLevel.Information, Message = "the site is back: {detail}")]
    private partial void LogReopened(string run_id, string detail);

    [LoggerMessage(EventName = "batch.absences.voided", Level = LogLevel.Warning, Message = "{count} absences are taken back: {reason}")]
    private partial void LogVoided(string run_id, long count, string reason);

    [LoggerMessage(EventName = "batch.canary.withdrawn", Level = LogLevel.Warning, Message = "{detail}")]
    private partial void LogWithdrawn(string run_id, string detail);

    [LoggerMessage(EventName = "batch.canary.none", Level = LogLevel.Warning, Message = "{detail}")]
    private partial void LogNoCanary(string run_id, string detail);
}
