namespace Rollcall.Probing;

/// <summary>The kinds of numbering that a search reckons with. Every answer shifts the weight towards those that fit.</summary>
internal static class HoleKinds
{
    public static IReadOnlyList<HoleKind> All { get; } =
    [
        new("hardly a hole", 0.22, 0.002, 0.001, 0.0005),
        new("few holes", 0.20, 0.01, 0.01, 0.005),
        new("single holes", 0.20, 0.04, 0.005, 0.004),
        new("clustered holes", 0.15, 0.005, 0.04, 0.003),
        new("long holes", 0.25, 0.01, 0.01, 0.06),
        new("thin", 0.05, 0.25, 0.05, 0.02),
        new("sparse", 0.02, 0.60, 0.05, 0.02),
        new("sparse in clusters", 0.02, 0.10, 0.30, 0.30),
    ];
}
