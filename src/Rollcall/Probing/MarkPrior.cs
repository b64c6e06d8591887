namespace Rollcall.Probing;

/// <summary>
/// How far the numbering is taken to go before anything was asked: every order of magnitude above what is known is as likely as the next, up to the
/// ceiling, and with some chance there is nothing more. Immutable.
/// </summary>
internal sealed class MarkPrior
{
    private readonly long _known;
    private readonly double _ending;

    /// <param name="known">The number from which the search goes upwards.</param>
    /// <param name="ceiling">No mark is higher.</param>
    /// <param name="ending">The chance that there is nothing above <paramref name="known"/>.</param>
    public MarkPrior(long known, long ceiling, double ending)
    {
        _known = known;
        Ceiling = ceiling;
        _ending = known >= ceiling ? 1 : ending / (1 - ending) * Upto(ceiling);
    }

    public long Ceiling { get; }

    /// <summary>The weight of the mark being exactly this number.</summary>
    public double At(long number) => number == _known ? _ending : Between(number, number);

    /// <summary>The weight of the mark lying in this range, all of it above what is known.</summary>
    public double Between(long first, long last) => first > last ? 0 : Upto(last) - Upto(first - 1);

    /// <summary>The weight of the mark lying above what is known, up to this number: the sum of 1 / (distance + 1), to within a percent.</summary>
    public double Upto(long number) => Math.Log((number - _known + 1.5) / 1.5);
}
