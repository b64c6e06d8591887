namespace Rollcall.Ledger.State;

/// <summary>A copy of the state, and how far into which run's journal it is the replay.</summary>
internal sealed record LedgerSnapshot(string RunId, LedgerState State, JournalPosition Position);
