using System.Collections.Immutable;

namespace Rollcall.Settings;

/// <summary>Who is told when a run stops: <c>notify:</c> of the settings file. Immutable.</summary>
public sealed record NotifyRules
{
    /// <summary>The stops that need nobody's attention: all went well, or somebody ended it on purpose.</summary>
    private static readonly StopReason[] Quiet =
        [StopReason.Completed, StopReason.SafeStopNoRecords, StopReason.NothingToDo, StopReason.Sigint, StopReason.Sigterm];

    /// <summary>Refusals, which are no stop of a run.</summary>
    private static readonly StopReason[] Refusals = [StopReason.Usage, StopReason.AlreadyRunning];

    /// <summary>Every stop there can be a notice of.</summary>
    public static ImmutableArray<StopReason> AllStops { get; } = [.. Enum.GetValues<StopReason>().Except(Refusals)];

    /// <summary>What <c>on: problems</c> stands for, the default.</summary>
    public static ImmutableArray<StopReason> Problems { get; } = [.. AllStops.Except(Quiet)];

    /// <summary>The longest <see cref="Timeout"/>.</summary>
    public static TimeSpan LongestTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The stops that are told; never empty.</summary>
    public required ImmutableArray<StopReason> On { get; init; }

    /// <summary>The address that gets a POST, in which <c>${NAME}</c> stands for an environment variable; null for none.</summary>
    public string? Webhook { get; init; }

    /// <summary>Headers of that request, by name; <c>${NAME}</c> as in the address.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The program to start and its arguments; no shell reads them. Empty for none.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How long telling may take in all, tries and waits included; 20 s by default, more than 0, at most <see cref="LongestTimeout"/>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
