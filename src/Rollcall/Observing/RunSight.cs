namespace Rollcall.Observing;

/// <summary>What gauges show of a run at a moment. Immutable.</summary>
internal sealed record RunSight
{
    /// <summary>Ids with an outcome.</summary>
    public required long Settled { get; init; }

    /// <summary>Of these, failed ones.</summary>
    public required long Failed { get; init; }

    /// <summary>Ids still to ask; null while it is not known how far the walk goes. Asked for only where it is shown: in a large partition it takes its time.</summary>
    public Func<long?> Remaining { get; init; } = static () => null;

    /// <summary>The highest number known to exist; null when none is.</summary>
    public long? Mark { get; init; }

    /// <summary>What each worker does, a word.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>For how long the site still asks to be left alone.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>What the browsers take and how many there were; null without a browser.</summary>
    public BrowserSight? Browser { get; init; }
}

/// <summary>The browsers of a run.</summary>
/// <param name="MemoryBytes">What the processes of those that run take together; null for a remote browser.</param>
/// <param name="Started">How many were started.</param>
/// <param name="Replaced">How many were replaced when they had done their time.</param>
/// <param name="Lost">How many died or hung.</param>
internal sealed record BrowserSight(long? MemoryBytes, long Started, long Replaced, long Lost);
