using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Rollcall.Ledger;

namespace Rollcall.Reporting;

/// <summary>
/// What <c>live-RUN.json</c> holds: the facts, who publishes them, and how fast it goes. The JSON is these properties in snake_case. Immutable.
/// </summary>
public sealed record LiveStatus : LiveFacts
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>For reading a file.</summary>
    [JsonConstructor]
    public LiveStatus()
    {
    }

    /// <summary>What this process publishes.</summary>
    [SetsRequiredMembers]
    internal LiveStatus(LiveFacts facts, RunIdentity run, ProgressRate rate, DateTimeOffset now)
        : base(facts)
    {
        SchemaVersion = Version;
        RunId = run.RunId;
        Registry = run.Registry;
        Partition = run.Partition;
        StartedAt = run.StartedAt;
        UpdatedAt = now;
        Pid = Environment.ProcessId;
        Process = ProcessMark.OfThisProcess;
        RatePerSecond = Math.Round(rate.PerSecond, 2);
        EtaSeconds = rate.Eta is { } eta ? Math.Round(eta.TotalSeconds) : null;
    }

    /// <summary><see cref="Version"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>When the run's first process started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The process.</summary>
    public required int Pid { get; init; }

    /// <summary>Tells the process from a later one with the same number; empty where the system cannot tell.</summary>
    public required string Process { get; init; }

    /// <summary>Ids given an outcome per second, over the last minute.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Seconds until the walk's end at this rate; null when it cannot be told.</summary>
    public required double? EtaSeconds { get; init; }
}
