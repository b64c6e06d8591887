namespace Rollcall.Probing;

/// <summary>The kinds of numbering that a search reckons with. Every answer shifts the weight towards those that fit. Immutable.</summary>
internal sealed class HoleKinds
{
    // Where earlier runs met longer holes than these means explain, long holes are taken to be longer.
    private static readonly Lazy<HoleKinds>[] ByLongHole = [new(() => new HoleKinds(150)), new(() => new HoleKinds(600)), new(() => new HoleKinds(2400))];

    private const int Stretch = 4;

    private HoleKinds(int longHole)
    {
        Memory = Offsets.StepOf(Stretch * longHole);
        All =
        [
            new("hardly a hole", 0.22, 0.002, 0.001, 0.0005, longHole),
            new("few holes", 0.20, 0.01, 0.01, 0.005, longHole),
            new("single holes", 0.20, 0.04, 0.005, 0.004, longHole),
            new("clustered holes", 0.15, 0.005, 0.04, 0.003, longHole),
            new("long holes", 0.25, 0.01, 0.01, 0.06, longHole),
            new("porous", 0.06, 0.10, 0.02, 0.01, longHole),
            new("thin", 0.05, 0.25, 0.05, 0.02, longHole),
            new("riddled", 0.04, 0.02, 0.15, 0.20, longHole),
            new("every other", 0.02, 0.43, 0.05, 0.02, longHole),
            new("sparse", 0.02, 0.60, 0.05, 0.02, longHole),
            new("sparse in clusters", 0.02, 0.10, 0.30, 0.30, longHole),
            new("scattered", 0.02, 0.85, 0.03, 0.02, longHole),
            new("islands", 0.02, 0, 0.20, 0.65, longHole),
        ];
    }

    public IReadOnlyList<HoleKind> All { get; }

    /// <summary>The steps of <see cref="Offsets"/> after which it is forgotten whether a number lay in a hole.</summary>
    public int Memory { get; }

    /// <summary>The kinds for a partition in which holes were met as long as this.</summary>
    public static HoleKinds For(long longest) => ByLongHole[longest <= Stretch * 150 ? 0 : longest <= Stretch * 600 ? 1 : 2].Value;
}
