namespace Rollcall.Planning;

/// <summary>How far the user wants to walk. What is null follows from the definition.</summary>
public sealed record WalkRequest
{
    /// <summary>The first number; the definition's <c>first</c> by default.</summary>
    public long? Start { get; init; }

    /// <summary>The last number; by default the mark, which is searched for first.</summary>
    public long? End { get; init; }

    /// <summary>At most so many numbers from the start, and never past a known mark.</summary>
    public long? MaxCases { get; init; }

    /// <summary>Whether nothing says how far to go, so that it has to be found out.</summary>
    public bool IsOpenEnded => End is null && MaxCases is null;

    /// <summary>Ask ids again that have a record.</summary>
    public bool Recollect { get; init; }

    /// <summary>Ask ids again whose record is older than this.</summary>
    public TimeSpan? RefreshOlderThan { get; init; }
}
