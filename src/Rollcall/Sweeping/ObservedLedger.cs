using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Observing;

namespace Rollcall.Sweeping;

/// <summary>
/// The ledger of a run with somebody who listens: what the journal has durably is told to the metrics, in one place, so that both always say the same.
/// Thread safe.
/// </summary>
internal sealed class ObservedLedger(ILedger inner, RunMetrics metrics) : ILedger
{
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
        await inner.AppendAsync(events, cancellationToken);
        foreach (var happened in events)
        {
            Tell(happened);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

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
