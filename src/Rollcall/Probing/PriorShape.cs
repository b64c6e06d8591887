namespace Rollcall.Probing;

/// <summary>
/// How the weight of a mark falls with its distance from what is known: as a power of it up to a far bend, and from there so that every order of magnitude
/// weighs the same. Immutable.
/// </summary>
internal sealed class PriorShape
{
    // Tabled, because a search asks for it some millions of times.
    private const int Tabled = 1 << 17;

    private readonly double _rises;
    private readonly double[] _upto = new double[Tabled];

    private PriorShape(double falls)
    {
        _rises = 1 - falls;
        for (var distance = 0; distance < Tabled; distance++)
        {
            _upto[distance] = Formula(distance);
        }
    }

    /// <summary>
    /// Of a numbering never looked at. Small ones are more likely than their share of all numbers, but not as likely as large ones together: the weight
    /// falls as the 0.75th power.
    /// </summary>
    public static PriorShape Unknown { get; } = new(0.75);

    /// <summary>Of what has come since the mark was found: every order of magnitude is as likely as the next.</summary>
    public static PriorShape Growth { get; } = new(1);

    /// <summary>The weight of all distances from 1 up to this one.</summary>
    public double Upto(long distance) => distance < Tabled ? _upto[distance] : Formula(distance);

    // The integrals of distance^-falls; at the bend they meet with the same slope.
    private double Formula(long distance)
    {
        const double Start = 1.5;
        const double Bend = 100_000;
        if (_rises <= 0)
        {
            return Math.Log((distance + Start) / Start);
        }

        var near = (Math.Pow(Math.Min(distance, Bend) + Start, _rises) - Math.Pow(Start, _rises)) / _rises;
        return distance <= Bend ? near : near + (Math.Pow(Bend, _rises) * Math.Log(distance / Bend));
    }
}
