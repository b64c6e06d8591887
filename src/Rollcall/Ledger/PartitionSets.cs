using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>A partition's ids by what stands for them, over all runs and at one moment. Copies: whoever asked owns them.</summary>
public sealed record PartitionSets
{
    /// <summary>Every id that a run set out to walk.</summary>
    public required IdSet Walked { get; init; }

    /// <summary>With a record, unavailable ones included.</summary>
    public required IdSet Succeeded { get; init; }

    /// <summary>Of these, said to exist without being shown.</summary>
    public required IdSet Unavailable { get; init; }

    /// <summary>Said not to exist, believed or not.</summary>
    public required IdSet Absent { get; init; }

    /// <summary>Of these, what nothing has confirmed, and what stood for an earlier run only.</summary>
    public required IdSet Unconfirmed { get; init; }

    /// <summary>Without an answer after all retries.</summary>
    public required IdSet Failed { get; init; }

    /// <summary>The highest number known to exist; null when none is.</summary>
    public required long? HighestSeen { get; init; }
}
