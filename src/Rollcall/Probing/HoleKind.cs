namespace Rollcall.Probing;

/// <summary>
/// One kind of numbering, as a chain from number to number: a number exists, or lies in a short, a middling or a long hole. Holes of each sort
/// begin at their own rate and end with an even chance a number, so their lengths vary widely around the sort's. Immutable.
/// </summary>
internal sealed class HoleKind
{
    /// <summary>States of the chain: 0 is a number that exists, the others lie in holes.</summary>
    public const int States = 4;

    private const double MiddlingHole = 8;

    private readonly double[][] _after;
    private readonly double[] _begins = new double[States];
    private readonly double[] _ends = new double[States];

    /// <param name="name">For people.</param>
    /// <param name="weight">How common the kind is taken to be before anything is known; only the ratio between kinds counts.</param>
    /// <param name="shortShare">The share of all numbers that lie in holes of chance, one by one.</param>
    /// <param name="middlingShare">The share in holes of some 8 numbers.</param>
    /// <param name="longShare">The share in long holes.</param>
    /// <param name="longHole">How many numbers a long hole has on average.</param>
    public HoleKind(string name, double weight, double shortShare, double middlingShare, double longShare, double longHole)
    {
        Name = name;
        Weight = weight;
        Density = 1 - shortShare - middlingShare - longShare;
        double[] shares = [0, shortShare, middlingShare, longShare];

        // Numbers that are missing one by one, independently, make holes of 1 / density on average.
        double[] lengths = [0, 1 / Density, MiddlingHole, longHole];
        for (var state = 1; state < States; state++)
        {
            _begins[state] = shares[state] / (lengths[state] * Density);
            _ends[state] = 1 / lengths[state];
        }

        Resumes = Enumerable.Range(1, States - 1).Sum(hole => shares[hole] * _ends[hole]) / (1 - Density);
        Stays = 1 - _begins.Sum();
        _after = Tables();
        AfterExisting = Array.ConvertAll(_after, table => table[0]);
    }

    public string Name { get; }

    public double Weight { get; }

    /// <summary>The share of numbers that exist.</summary>
    public double Density { get; }

    /// <summary>The chance that the number after one that exists exists too.</summary>
    public double Stays { get; }

    /// <summary>The chance that the number after a missing one exists: the shorter the holes, the better.</summary>
    public double Resumes { get; }

    /// <summary>The chance to meet a number that exists so many steps after one that does.</summary>
    public double[] AfterExisting { get; }

    /// <summary>The chance to be in state <paramref name="to"/> so many numbers after being in state <paramref name="from"/>.</summary>
    public double After(int step, int from, int to) => _after[step][(from * States) + to];

    /// <summary>The chance that a hole of exactly this length begins after a number that exists.</summary>
    public double HoleOf(long length)
    {
        var chance = 0.0;
        for (var state = 1; state < States; state++)
        {
            chance += _begins[state] * Math.Pow(1 - _ends[state], length - 1) * _ends[state];
        }

        return chance;
    }

    private double[][] Tables()
    {
        var one = new double[States * States];
        one[0] = Stays;
        for (var state = 1; state < States; state++)
        {
            one[state] = _begins[state];
            one[state * States] = _ends[state];
            one[(state * States) + state] = 1 - _ends[state];
        }

        var tables = new double[Offsets.Count][];
        for (var step = 0; step < Offsets.Count; step++)
        {
            tables[step] = Power(one, Offsets.MiddleOf(step));
        }

        return tables;
    }

    private static double[] Power(double[] matrix, long exponent)
    {
        var result = new double[States * States];
        for (var state = 0; state < States; state++)
        {
            result[(state * States) + state] = 1;
        }

        for (var square = matrix; exponent > 0; exponent >>= 1, square = Product(square, square))
        {
            if ((exponent & 1) == 1)
            {
                result = Product(result, square);
            }
        }

        return result;
    }

    private static double[] Product(double[] left, double[] right)
    {
        var product = new double[States * States];
        for (var row = 0; row < States; row++)
        {
            for (var column = 0; column < States; column++)
            {
                for (var middle = 0; middle < States; middle++)
                {
                    product[(row * States) + column] += left[(row * States) + middle] * right[(middle * States) + column];
                }
            }
        }

        return product;
    }
}
