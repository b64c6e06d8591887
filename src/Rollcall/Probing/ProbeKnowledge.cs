using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>What is known of a numbering before a search begins. Immutable.</summary>
public sealed record ProbeKnowledge
{
    // How much earlier holes may outweigh what this search sees: as much as so many numbers. The numbering of today may differ from last year's.
    private const double MostCensus = 400;

    /// <summary>The chance that nothing came since a mark was found, before anything is asked.</summary>
    public const double NothingNew = 0.4;

    // And the chance that a numbering never looked at is empty.
    private const double Empty = 0.02;

    /// <summary>The first number there can be.</summary>
    public required long First { get; init; }

    /// <summary>The last number there can be.</summary>
    public required long Ceiling { get; init; }

    /// <summary>The highest number known to exist; null when none is.</summary>
    public long? Known { get; init; }

    /// <summary>
    /// Whether that was the mark when it was last looked for, rather than just some number: a mark of which the search itself was less sure than of
    /// <see cref="NothingNew"/> is just a number.
    /// </summary>
    public bool WasMark { get; init; }

    /// <summary>The holes of earlier runs.</summary>
    public GapCensus Census { get; init; } = GapCensus.None;

    /// <summary>Where the search starts from: nothing below is asked.</summary>
    internal long From => Known ?? First - 1;

    internal MarkPrior Prior => WasMark ? new(From, Ceiling, NothingNew, PriorShape.Growth) : new(From, Ceiling, Empty, PriorShape.Unknown);

    internal double CensusLogLikelihood(HoleKind kind)
    {
        var numbers = Census.Numbers;
        return numbers == 0 ? 0 : Census.LogLikelihood(kind) * Math.Min(1, MostCensus / numbers);
    }
}
