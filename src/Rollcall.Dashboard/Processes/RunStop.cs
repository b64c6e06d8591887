using Microsoft.Extensions.Logging;
using Rollcall.Reporting;

namespace Rollcall.Dashboard.Processes;

/// <summary>What came of telling a run to end: a closed set.</summary>
public abstract record StopAnswer
{
    private StopAnswer()
    {
    }

    /// <summary>It was told; it drains now, bounded by its <c>graceful_shutdown_timeout</c>.</summary>
    public sealed record Told(int Pid) : StopAnswer;

    /// <summary>Nothing was sent.</summary>
    /// <param name="Why">Why not, for a person.</param>
    public sealed record NotTold(string Why) : StopAnswer;
}

/// <summary>
/// Tells runs to end, whoever started them: SIGTERM to the process that its live file names, once that process is known to be the run's and not a later one with its number. A
/// process with several runs ends with all of them, as with Ctrl-C.
/// </summary>
public static class RunStop
{
    /// <summary>Tells a run to end. A second time makes it give up the jobs in flight.</summary>
    public static StopAnswer Tell(string outputFolder, string runId, TimeProvider time, ILogger logger)
    {
        var status = LiveFiles.Read(outputFolder, runId, time) switch
        {
            LiveRead.Running running => running.Status,
            LiveRead.Silent silent => silent.Status,
            _ => null,
        };
        if (status is null || status.RunId != runId)
        {
            return new StopAnswer.NotTold($"{runId} is not running");
        }

        // Between this look and the signal the number cannot have come round again: numbers are given out in turn.
        if (ProcessMark.IsAlive(status.Process, status.Pid) != true)
        {
            return new StopAnswer.NotTold($"{runId} runs on another machine or in another container (its pid there is {status.Pid}); stop it there");
        }

        if (Spawn.Terminate(status.Pid) is { } trouble)
        {
            return new StopAnswer.NotTold($"{runId} (pid {status.Pid}) could not be told to end: {trouble}");
        }

        ProcessLog.ToldToEnd(logger, runId, status.Pid);
        return new StopAnswer.Told(status.Pid);
    }
}
