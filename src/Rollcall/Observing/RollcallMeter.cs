using System.Diagnostics.Metrics;

namespace Rollcall.Observing;

/// <summary>The one meter of runs and loads. Collectors listen to it by its name.</summary>
public static class RollcallMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Rollcall";

    /// <summary>A meter of that name. Whoever makes it disposes of it, after what it measured was handed on.</summary>
    public static Meter Create() => new(Name);
}
