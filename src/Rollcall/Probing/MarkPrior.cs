namespace Rollcall.Probing;

/// <summary>
/// How far the numbering is taken to go before anything was asked, up to the ceiling; and with some chance there is nothing more. Immutable.
/// </summary>
internal sealed class MarkPrior
{
    private readonly long _known;
    private readonly double _ending;
    private readonly PriorShape _shape;

    /// <param name="known">The number from which the search goes upwards.</param>
    /// <param name="ceiling">No mark is higher.</param>
    /// <param name="ending">The chance that there is nothing above <paramref name="known"/>.</param>
    /// <param name="shape">How the weight falls with the distance.</param>
    public MarkPrior(long known, long ceiling, double ending, PriorShape shape)
    {
        _known = known;
        _shape = shape;
        Ceiling = ceiling;
        _ending = known >= ceiling ? 1 : ending / (1 - ending) * Upto(ceiling);
    }

    public long Ceiling { get; }

    /// <summary>The weight of the mark being exactly this number.</summary>
    public double At(long number) => number == _known ? _ending : Upto(number) - Upto(number - 1);

    /// <summary>The weight of the mark lying above what is known, up to this number.</summary>
    public double Upto(long number) => _shape.Upto(number - _known);
}
