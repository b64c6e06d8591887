namespace Rollcall.Planning;

/// <summary>How far the user wants to walk. What is null follows from the definition.</summary>
public sealed record WalkRequest
{
    /// <summary>The first number; the definition's <c>first</c> by default.</summary>
    public long? Start { get; init; }

    /// <summary>The last number; the definition's <c>ceiling</c> by default, where the safe stop ends the sweep.</summary>
    public long? End { get; init; }

    /// <summary>At most so many numbers from the start.</summary>
    public long? MaxCases { get; init; }

    /// <summary>Ask ids again that have a record.</summary>
    public bool Recollect { get; init; }

    /// <summary>Ask ids again whose record is older than this.</summary>
    public TimeSpan? RefreshOlderThan { get; init; }
}
