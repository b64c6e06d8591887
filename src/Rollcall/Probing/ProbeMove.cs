namespace Rollcall.Probing;

/// <summary>What a search does next. A closed set.</summary>
public abstract record ProbeMove
{
    private ProbeMove()
    {
    }

    /// <summary>Ask for this number.</summary>
    public sealed record Ask(long Number, ProbePurpose Purpose) : ProbeMove;

    /// <summary>The search is over.</summary>
    public sealed record Found(MarkEstimate Mark) : ProbeMove;

    /// <summary>The search cannot come to a mark.</summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Undecided(string Reason) : ProbeMove;
}

/// <summary>What a number is asked for.</summary>
public enum ProbePurpose
{
    /// <summary>Nothing was missed yet: how far does it go at least?</summary>
    Reach,

    /// <summary>The end lies between a number seen and one missed.</summary>
    Narrow,

    /// <summary>How dense is the numbering below what was found? That tells what the misses above mean.</summary>
    Gauge,

    /// <summary>The end seems found: does anything lie above it?</summary>
    Confirm,
}

/// <summary>Where the mark is, and how sure that is.</summary>
/// <param name="Mark">A number that exists: the true mark is never lower.</param>
/// <param name="Confidence">The chance that nothing higher existed when it was looked for.</param>
/// <param name="NearConfidence">The chance that nothing existed more than <see cref="MarkSearch.Near"/> above it.</param>
/// <param name="Density">The share of the numbers up to the mark that exist, as far as the search could tell.</param>
/// <param name="EndedBy">Why the search asked no more.</param>
public sealed record MarkEstimate(long Mark, double Confidence, double NearConfidence, double Density, SearchEnd EndedBy)
{
    /// <summary>Numberings of a smaller density are sparse.</summary>
    internal const double Sparse = 0.8;

    /// <summary>Whether so many numbers are missing that the confidence rests on fewer answers than usual and a long hole is hard to tell from the end.</summary>
    public bool IsSparse => Density < Sparse;
}

/// <summary>Why a search ended.</summary>
public enum SearchEnd
{
    /// <summary>It was sure enough, or there was no number left to ask.</summary>
    SureEnough,

    /// <summary>More misses above the end would have cost more than the walk of so few records is worth.</summary>
    Cost,

    /// <summary>The budget was spent.</summary>
    Budget,
}
