namespace Rollcall.Loading.Loads;

/// <summary>Adds up the times of one part of the work. Not thread safe.</summary>
internal sealed class TimeTally
{
    private TimeSpan _sum;
    private TimeSpan _most;
    private long _count;

    /// <summary>Mean and maximum so far.</summary>
    public PartTime Result => new(_count == 0 ? 0 : Math.Round(_sum.TotalMilliseconds / _count, 3), Math.Round(_most.TotalMilliseconds, 3));

    public void Add(TimeSpan time)
    {
        _sum += time;
        _most = time > _most ? time : _most;
        _count++;
    }
}
