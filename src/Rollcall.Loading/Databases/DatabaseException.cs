using Rollcall.Ledger;

namespace Rollcall.Loading.Databases;

/// <summary>The database cannot be used: not reachable, not writable, full. What was committed stays; the same command goes on later.</summary>
public sealed class DatabaseException : RollcallException
{
    internal DatabaseException(StopReason reason, string message, string remedy, Exception? cause = null)
        : base(reason == StopReason.AlreadyRunning ? ExitCode.Usage : ExitCode.StorageUnavailable, message, remedy, cause) => Reason = reason;

    /// <summary>Which of the storage reasons, or that another load is at work.</summary>
    public StopReason Reason { get; }
}

/// <summary>The database refuses some rows, by a rule that the definition does not name.</summary>
/// <param name="Message">What it said.</param>
internal sealed record DatabaseRefusal(string Message);

/// <summary>A statement was stopped because its time was up.</summary>
internal sealed class BudgetSpentException(Exception cause) : Exception("The time for validating a batch is up.", cause);
