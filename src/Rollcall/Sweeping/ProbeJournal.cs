using Rollcall.Ledger;

namespace Rollcall.Sweeping;

/// <summary>
/// The run's ledger while the mark is searched for: with every attempt, and in the same append, goes a line that says what it tells the search and what
/// it cost, so that after a kill the search knows exactly what the ledger knows. Thread safe.
/// </summary>
internal sealed class ProbeJournal(ILedger ledger) : ILedger
{
    private (ProbeNumbers Search, Action UsedUp)? _watched;

    public RunIdentity Run => ledger.Run;

    public RunLeftBehind? LeftBehind => ledger.LeftBehind;

    public ILedgerView View => ledger.View;

    /// <summary>
    /// Says when a site that does not answer has used up the budget with retries and canaries. A search that gets answers ends before.
    /// </summary>
    public void WatchBudget(ProbeNumbers search, Action usedUp) => _watched = (search, usedUp);

    public async ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        await ledger.AppendAsync([.. events.SelectMany(e => (IEnumerable<LedgerEvent>)(ProbeOf(e, events) is { } probe ? [e, probe] : [e]))], cancellationToken);
        if (_watched is var (search, usedUp) && search.Left == 0 && events.Any(e => ProbeOf(e, events) is { Seen: null }))
        {
            usedUp();
        }
    }

    // The ledger is the run's; it is open longer than the search.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static LedgerEvent.Probed? ProbeOf(LedgerEvent happened, IReadOnlyList<LedgerEvent> together) => happened switch
    {
        LedgerEvent.Attempted a => new LedgerEvent.Probed(
            a.At, a.Id, SeenIn(together.OfType<LedgerEvent.Settled>().FirstOrDefault(s => s.Id == a.Id)?.Outcome), a.Requests),
        LedgerEvent.Settled s when !together.OfType<LedgerEvent.Attempted>().Any(a => a.Id == s.Id) =>
            new LedgerEvent.Probed(s.At, s.Id, SeenIn(s.Outcome), Requests: 0),
        LedgerEvent.CanaryAsked c => new LedgerEvent.Probed(
            c.At, c.Id, c.Answer.Kind is AnswerKind.Found or AnswerKind.Unavailable ? true : c.Answer.Kind is AnswerKind.Absent ? false : null, c.Requests),
        _ => null,
    };

    private static bool? SeenIn(Outcome? outcome) => outcome switch
    {
        Outcome.Success => true,
        Outcome.NoRecord => false,
        _ => null,
    };
}
