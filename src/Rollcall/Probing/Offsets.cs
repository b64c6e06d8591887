namespace Rollcall.Probing;

/// <summary>
/// Distances in steps that are fine near and coarse far: each number up to 15 by itself, then four steps an octave. What depends on a distance is
/// tabled by these steps, so that a sum over a hundred thousand numbers takes a hundred terms. Pure.
/// </summary>
internal static class Offsets
{
    private const int Exact = 16;
    private const int PerOctave = 4;
    private const int FirstOctave = 4;

    /// <summary>How many steps reach 2^40, further than any numbering.</summary>
    public const int Count = Exact + ((41 - FirstOctave) * PerOctave);

    /// <summary>The step that a distance falls into.</summary>
    public static int StepOf(long distance)
    {
        if (distance < Exact)
        {
            return (int)distance;
        }

        var octave = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)distance);
        return Exact + ((octave - FirstOctave) * PerOctave) + (int)((distance >> (octave - 2)) & (PerOctave - 1));
    }

    /// <summary>The first distance of a step; the next step's first is where it ends.</summary>
    public static long FirstOf(int step)
    {
        if (step < Exact)
        {
            return step;
        }

        var octave = FirstOctave + ((step - Exact) / PerOctave);
        return (PerOctave + (long)((step - Exact) % PerOctave)) << (octave - 2);
    }

    /// <summary>The distance that stands for the whole step.</summary>
    public static long MiddleOf(int step) => (FirstOf(step) + FirstOf(step + 1) - 1) / 2;
}
