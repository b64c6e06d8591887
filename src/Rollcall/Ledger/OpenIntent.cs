using Rollcall.Fetching;

namespace Rollcall.Ledger;

/// <summary>What a ledger is opened for: a closed set.</summary>
public abstract record OpenIntent
{
    private OpenIntent()
    {
    }

    /// <summary>Take up the newest run of the partition if it is unfinished, else start a new one.</summary>
    public static OpenIntent Continue { get; } = new Continuing();

    /// <summary>Start a new run and leave an unfinished one as it is.</summary>
    public static OpenIntent Fresh { get; } = new Freshly();

    /// <summary>Take up a run, finished or not, and open its failed ids again.</summary>
    /// <param name="RunId">The newest run of the partition.</param>
    /// <param name="Class">Only the ids that failed for this reason; null for all.</param>
    public sealed record Retry(string RunId, FailureClass? Class) : OpenIntent;

    /// <summary>Take up a run, finished or not, to give ids new outcomes from kept pages. Opens nothing.</summary>
    /// <param name="RunId">The newest run of the partition.</param>
    public sealed record Reread(string RunId) : OpenIntent;

    internal sealed record Continuing : OpenIntent;

    internal sealed record Freshly : OpenIntent;
}
