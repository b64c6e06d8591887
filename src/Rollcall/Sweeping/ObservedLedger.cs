using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Observing;

namespace Rollcall.Sweeping;

/// <summary>
/// The ledger of a run with somebody who listens: what the journal has durably is told to the metrics, in one place, so that both always say the same.
/// Browsers that were replaced are journalled with the next thing that happens. Thread safe.
/// </summary>
internal sealed class ObservedLedger(ILedger inner, RunMetrics metrics) : ILedger
{
    private readonly Lock _gate = new();
    private BrowserCounts _journalled = new(0, 0, 0);

    /// <summary>The browsers used by now; null without any.</summary>
    public Func<BrowserCounts?> Browsers { get; set; } = () => null;

    /// <summary>Who is told.</summary>
    public RunMetrics Metrics => metrics;

    /// <inheritdoc/>
    public RunIdentity Run => inner.Run;

    /// <inheritdoc/>
    public RunLeftBehind? LeftBehind => inner.LeftBehind;

    /// <inheritdoc/>
    public ILedgerView View => inner.View;

    /// <inheritdoc/>
    public async ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var restarts = RestartsBefore(events);
        await inner.AppendAsync(restarts.Count == 0 ? events : [.. restarts, .. events], cancellationToken);
        foreach (var happened in events)
        {
            Tell(happened);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IReadOnlyList<LedgerEvent> RestartsBefore(IReadOnlyList<LedgerEvent> events)
    {
        if (events.Count == 0 || Browsers() is not { } now)
        {
            return [];
        }

        lock (_gate)
        {
            var (replaced, lost) = (now.Replaced - _journalled.Replaced, now.Lost - _journalled.Lost);
            _journalled = replaced > 0 || lost > 0 ? now : _journalled;
            return [.. Restarts(replaced, LedgerEvent.BrowserRestarted.Replaced), .. Restarts(lost, LedgerEvent.BrowserRestarted.Lost)];
        }

        IEnumerable<LedgerEvent> Restarts(long count, string reason) =>
            Enumerable.Repeat<LedgerEvent>(new LedgerEvent.BrowserRestarted(events[0].At, reason), (int)Math.Max(0, count));
    }

    private void Tell(LedgerEvent happened)
    {
        switch (happened)
        {
            case LedgerEvent.Attempted e:
                metrics.Attempted(Words.Of(e.Answer.Kind), e.Answer.ErrorClass?.Word(), e.Duration, e.Requests);
                break;
            case LedgerEvent.Settled e:
                metrics.Settled(e.Unavailable is null ? Words.Of(e.Outcome) : Words.Of(AnswerKind.Unavailable), Math.Max(0, e.Attempts - 1));
                break;
            case LedgerEvent.CanaryAsked e:
                metrics.CanaryAsked(e.Truthful, e.Requests);
                break;
            case LedgerEvent.Listed e:
                metrics.ListingRead(e.Requests);
                break;
            case LedgerEvent.Probed e:
                metrics.Probed(e.Requests);
                break;
            case LedgerEvent.Voided e when IdSet.TryParse(e.Ids, out var ids):
                metrics.Voided(ids.Count);
                break;
            case LedgerEvent.Parked { On: true } e:
                // The reason is the stop reason's word, what was seen follows.
                metrics.Parked(e.Reason.Split(':')[0]);
                break;
            case LedgerEvent.Parked:
                metrics.Reopened();
                break;
        }
    }
}
