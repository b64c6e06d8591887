using Rollcall.Loading.Accounts;

namespace Rollcall.Loading.Loads;

/// <summary>How long a load has worked, over all its processes: reading, waiting and closing included. Runs from its making. Not thread safe.</summary>
internal sealed class LoadClock(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private double _before;

    /// <summary>Seconds so far.</summary>
    public double Seconds => _before + time.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Adds what earlier processes of the load took.</summary>
    public void GoOnFrom(LoadEntry entry) => _before = entry.Progress.Seconds;

    /// <summary>The entry with the time as it is now.</summary>
    public LoadEntry Stamp(LoadEntry entry) => entry with { Progress = entry.Progress with { Seconds = Seconds } };
}
