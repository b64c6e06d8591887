namespace Rollcall.Bench.Probing;

/// <summary>A class of numberings, made from seeds.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Make">Makes one.</param>
internal sealed record SpaceClass(string Name, Func<Random, Space> Make)
{
    /// <summary>What the class must reach; null for none.</summary>
    public Bar? Bar { get; init; }

    /// <summary>Whether other searches are held against it.</summary>
    public bool IsCompared { get; init; }

    /// <summary>
    /// Whether what a search says of itself can be held against how often it was right: not where the mark moves meanwhile, nor where a hole is put in its
    /// way on purpose.
    /// </summary>
    public bool IsFair { get; init; } = true;

    /// <summary>Numbers of proposals and standards: the first are taken one by one, later ones by leaps, so that a tenth exists.</summary>
    public const string LikeStandards = "dense start, then one in ten";

    /// <summary>All classes.</summary>
    public static IReadOnlyList<SpaceClass> All { get; } =
    [
        new("typical: single holes", r => Plain(r, 0.95, () => Holes.Single(r.Next(1, 30_001), Between(r, 0.95, 1), r))) { Bar = Bar.Typical },
        new("typical: holes up to 20", r => Plain(r, 0.95, () => Holes.Clustered(r.Next(1, 30_001), Between(r, 0.95, 1), r.Next(1, 21), r))) { Bar = Bar.Typical, IsCompared = true },
        new("typical: marks of any magnitude", r => Plain(r, 0.95, () => Holes.Clustered(LogUniform(r, 1, 30_000), Between(r, 0.95, 1), r.Next(1, 21), r))) { Bar = Bar.Typical },
        new("typical, 5 % faults", r => Plain(r, 0.95, () => Holes.Clustered(r.Next(1, 30_001), Between(r, 0.95, 1), r.Next(1, 21), r), faults: 0.05)) { Bar = Bar.Typical },
        new("typical, growing as it is asked", Growing) { Bar = Bar.Typical with { Exact = null }, IsFair = false },
        new("holes up to 400", r => Plain(r, 0.9, () => Holes.Clustered(LogUniform(r, 1, 100_000), Between(r, 0.9, 1), 400, r))) { Bar = Bar.Long, IsCompared = true },
        new("single holes and one up to 400", r => Plain(r, 0.9, () => Holes.With(Holes.Single(LogUniform(r, 1, 100_000), Between(r, 0.9, 1), r), r.Next(21, 401), r.Next(1, 30_000)))) { Bar = Bar.Long },
        new("mark 5600", r => Plain(r, 0.9, () => r.Next(2) == 0 ? Holes.Single(5600, Between(r, 0.9, 1), r) : Holes.Clustered(5600, Between(r, 0.95, 1), 20, r))) { Bar = Bar.Acceptance },
        new("a hole of 100 to 400 just below the top", r => Plain(r, 0, () => Holes.With(Holes.Single(r.Next(1000, 100_001), Between(r, 0.95, 1), r), r.Next(100, 401), r.Next(1, 500)))) { IsFair = false },
        new("density 0.6 to 0.9, single holes", r => Plain(r, 0, () => Holes.Single(LogUniform(r, 1, 100_000), Between(r, 0.6, 0.9), r))),
        new("density 0.3 to 0.6, single holes", r => Plain(r, 0, () => Holes.Single(LogUniform(r, 1, 100_000), Between(r, 0.3, 0.6), r))),
        new("density 0.3 to 0.9, holes up to 100", r => Plain(r, 0, () => Holes.Clustered(LogUniform(r, 1, 100_000), Between(r, 0.3, 0.9), r.Next(5, 101), r))),
        new("density 0.6 to 0.7, marks 200 to 500", SmallAndThin),
        new(LikeStandards, r => Plain(r, 0, () => Holes.DenseStart(r.Next(4, 13), r.Next(2000, 10_001), 0.11, r))),
        new("known, nothing new", r => Again(r, 0)) { Bar = Bar.Again },
        new("known, grown by up to 500", r => Again(r, r.Next(1, 501))) { Bar = Bar.Long, IsCompared = true },
    ];

    /// <summary>One of the class's numberings: the same for the same seed and number.</summary>
    public Space Numbered(int seed, int number) =>
        Make(new Random(Name.Aggregate((seed * 1_000_003) ^ (number * 7919), (hash, letter) => unchecked((hash * 31) + letter))));

    /// <summary>A number whose magnitude is as likely as any.</summary>
    public static long LogUniform(Random random, long least, long most) =>
        (long)Math.Round(Math.Exp(Between(random, Math.Log(least), Math.Log(most))));

    private static Space Plain(Random random, double density, Func<bool[]> make, double faults = 0)
    {
        var exists = Holes.AtLeast(density, make);
        return new Space(exists, exists.Length - 1, random, faults: faults);
    }

    // Where a run has the fewest requests to spare for its searches.
    private static Space SmallAndThin(Random random)
    {
        var (mark, density, longest) = (LogUniform(random, 200, 500), Between(random, 0.6, 0.7), random.Next(5, 101));
        return Plain(random, 0.6, random.Next(2) == 0 ? () => Holes.Single(mark, density, random) : () => Holes.Clustered(mark, density, longest, random));
    }

    private static Space Growing(Random random)
    {
        var mark = random.Next(1, 30_001);
        return new Space(Holes.Clustered(mark + 2000, Between(random, 0.95, 1), random.Next(1, 21), random), mark, random, growth: Between(random, 0, 0.5));
    }

    private static Space Again(Random random, int grown)
    {
        var mark = random.Next(200, 30_001);
        var exists = Holes.Clustered(mark + grown, Between(random, 0.95, 1), random.Next(1, 21), random);
        exists[mark] = true;
        return new Space(exists, exists.Length - 1, random) { Known = mark, Swept = true };
    }

    private static double Between(Random random, double least, double most) => least + (random.NextDouble() * (most - least));
}

/// <summary>What a class must reach.</summary>
/// <param name="Median">Most requests at the median.</param>
/// <param name="P95">Most requests at the 95th percentile.</param>
/// <param name="Most">Most requests of any.</param>
/// <param name="Near">Least share within 200 below the true mark.</param>
/// <param name="Exact">Least share exactly at it.</param>
internal sealed record Bar(int? Median, int? P95, int? Most, double Near, double? Exact)
{
    public static Bar Typical { get; } = new(32, null, 50, 0.999, 0.9);

    public static Bar Long { get; } = new(null, 80, null, 0.995, null);

    public static Bar Acceptance { get; } = new(null, null, 49, 1, null);

    public static Bar Again { get; } = new(null, null, 20, 0.999, null);
}
