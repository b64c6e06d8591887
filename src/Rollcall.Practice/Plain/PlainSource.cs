namespace Rollcall.Practice.Plain;

/// <summary>Where the plain registry's records come from.</summary>
internal abstract class PlainSource
{
    /// <summary>The highest number that exists; 0 when there is none.</summary>
    public abstract int Mark { get; }

    public abstract PlainRecord? Find(string number);

    /// <summary>Another record, the same one each time; null when there is no other.</summary>
    public abstract PlainRecord? Another(string number);

    /// <summary>Raises the mark; false when this source cannot, or the mark would fall.</summary>
    public abstract bool TryGrow(int mark);
}
