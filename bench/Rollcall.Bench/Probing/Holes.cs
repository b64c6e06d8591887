namespace Rollcall.Bench.Probing;

/// <summary>Makes numberings with holes of different sorts. The last number always exists.</summary>
internal static class Holes
{
    /// <summary>Numbers are missing one by one.</summary>
    public static bool[] Single(long mark, double density, Random random) => Fill(mark, () => random.NextDouble() < density);

    /// <summary>Holes of any length up to the longest, at a rate that gives the density.</summary>
    public static bool[] Clustered(long mark, double density, int longest, Random random)
    {
        // Between holes of mean length (longest + 1) / 2 lie stretches of this mean length.
        var rate = (1 - density) / density / ((longest + 1) / 2.0);
        var left = 0;
        return Fill(mark, () =>
        {
            if (left > 0)
            {
                left--;
                return false;
            }

            if (random.NextDouble() < rate)
            {
                left = random.Next(longest);
                return false;
            }

            return true;
        });
    }

    /// <summary>The first numbers all exist; of the others so large a share.</summary>
    public static bool[] DenseStart(long dense, long mark, double density, Random random)
    {
        var number = 0L;
        return Fill(mark, () => ++number <= dense || random.NextDouble() < density);
    }

    /// <summary>Cuts one more hole of a certain length that ends so far below the mark.</summary>
    public static bool[] With(bool[] exists, long length, long below)
    {
        for (var number = Math.Max(1, exists.Length - 1 - below - length); number < exists.Length - 1 - below; number++)
        {
            exists[number] = false;
        }

        return exists;
    }

    /// <summary>Makes numberings until one is as dense as it is meant to be: where few numbers are, a single hole can take most of them.</summary>
    public static bool[] AtLeast(double density, Func<bool[]> make)
    {
        while (true)
        {
            var exists = make();
            if (exists.AsSpan(1).Count(true) >= density * (exists.Length - 1))
            {
                return exists;
            }
        }
    }

    private static bool[] Fill(long mark, Func<bool> next)
    {
        var exists = new bool[mark + 1];
        for (var number = 1L; number < mark; number++)
        {
            exists[number] = next();
        }

        exists[mark] = true;
        return exists;
    }
}
