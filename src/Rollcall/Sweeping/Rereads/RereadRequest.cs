using Rollcall.Faults;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Sweeping.Rereads;

/// <summary>Which run's kept pages are read again, and how. Immutable.</summary>
public sealed record RereadRequest
{
    /// <summary>The run: the newest of its partition.</summary>
    public required string RunId { get; init; }

    /// <summary>The definition as it is now.</summary>
    public required RegistryDefinition Definition { get; init; }

    /// <summary>The run's partition.</summary>
    public required Partition Partition { get; init; }

    /// <summary>Where the files lie, and how often a write is tried.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Replace an id's older file instead of adding a suffix.</summary>
    public bool ForceOverwrite { get; init; }

    /// <summary>Where tests make the process die.</summary>
    public KillPoints KillPoints { get; init; } = KillPoints.None;
}
