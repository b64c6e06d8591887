using System.Text.Json.Serialization;

namespace Rollcall.Dashboard.Schedules;

/// <summary>One time of a job, and what became of it: an entry of the history. The JSON is these properties in snake_case. Immutable.</summary>
public sealed record ScheduledStart
{
    /// <summary>Why a time starts nothing that comes before the end of the start before it.</summary>
    internal const string StillGoing = "the start before it is still going";

    /// <summary>The time it was due, UTC.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>When it was dealt with, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many times were missed until then.</summary>
    public int Missed { get; init; }

    /// <summary>Why no run began: missed and left out, still running, refused. Null when one did.</summary>
    public string? NotStarted { get; init; }

    /// <summary>How many times this entry stands for: those that came one after another while a start was going are one, which is the latest of them. At least 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The process, as its launcher knows it; null when none was started.</summary>
    public string? ProcessId { get; init; }

    /// <summary>The runs it worked on.</summary>
    public IReadOnlyList<string> RunIds { get; init; } = [];

    /// <summary>When it ended, UTC, as far as somebody was there to see it; null while it is going.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The command's exit code; null while it is going, and when it was killed with nobody there to see it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The word of its stop reason; null for several runs.</summary>
    public string? StopReason { get; init; }

    /// <summary>The process of the load; null when there was none.</summary>
    public string? LoadProcessId { get; init; }

    /// <summary>The runs that the load was given; empty when there was none.</summary>
    public IReadOnlyList<string> LoadRunIds { get; init; } = [];

    /// <summary>When the last of these had ended, UTC, by its report: what a run adds later the load has not seen.</summary>
    public DateTimeOffset? LoadedUntil { get; init; }

    /// <summary>The load's exit code; null while it is going, and when there was none.</summary>
    public int? LoadExitCode { get; init; }

    /// <summary>When the load ended, UTC; null while it is going, and when there was none.</summary>
    public DateTimeOffset? LoadEndedAt { get; init; }

    /// <summary>Whether its run, or its load, is going as far as the history knows.</summary>
    [JsonIgnore]
    public bool IsGoing => NotStarted is null && (EndedAt is null || (LoadProcessId is not null && LoadEndedAt is null));

    /// <summary>Whether its load went through; what that set aside is in quarantine.</summary>
    internal bool IsLoaded => LoadExitCode is (int)Rollcall.ExitCode.Completed or (int)Rollcall.ExitCode.LoadIncomplete;

    /// <summary>Whether the run is through, with or without failed ids, and the load too if there was one.</summary>
    internal bool IsWell => ExitCode is (int)Rollcall.ExitCode.Completed or (int)Rollcall.ExitCode.Incomplete && (LoadProcessId is null || IsLoaded);
}

/// <summary>A job's history. Immutable.</summary>
/// <param name="Name">The job.</param>
/// <param name="Considered">Up to when its times have been dealt with, UTC; when it was first seen, to begin with.</param>
/// <param name="Starts">The latest times, the newest first, at most <see cref="ScheduleHistory.MostStarts"/> and those still going.</param>
public sealed record JobHistory(string Name, DateTimeOffset Considered, IReadOnlyList<ScheduledStart> Starts);
