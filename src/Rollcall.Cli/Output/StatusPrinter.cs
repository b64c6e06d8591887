using Rollcall.Reporting;

namespace Rollcall.Cli.Output;

/// <summary>Shows how a run goes or went.</summary>
internal static class StatusPrinter
{
    /// <summary>Shows a run that has a live file.</summary>
    /// <returns>False when there is none.</returns>
    public static bool Live(CliEnvironment environment, string runId, LiveRead read)
    {
        switch (read)
        {
            case LiveRead.None:
                return false;
            case LiveRead.Damaged damaged:
                environment.Out.WriteLine($"{runId}: its live file cannot be read: {damaged.Reason}");
                return true;
            case LiveRead.Dead dead:
                environment.Out.WriteLine($"{runId}: its process ({dead.Status.Pid}) is gone without ending the run; the same command resumes it.");
                Numbers(environment, dead.Status);
                return true;
            case LiveRead.Silent silent:
                environment.Out.WriteLine($"{runId}: its process ({silent.Status.Pid}) lives, but has said nothing for {ProgressText.Span(silent.For)}.");
                Numbers(environment, silent.Status);
                return true;
            case LiveRead.Running running:
                environment.Out.WriteLine($"{runId}: {running.Status.Phase}, {running.Status.RatePerSecond:0.##} ids/s{(running.Status.EtaSeconds is { } eta ? $", {ProgressText.Span(TimeSpan.FromSeconds(eta))} left" : "")}");
                Numbers(environment, running.Status);
                if (running.Status.Park is { } park)
                {
                    environment.Out.WriteLine($"  waiting for the site since {park.Since:HH:mm:ss} UTC, {park.Reason}");
                }

                if (running.Status.Pace.HeldUntil is { } until && until > environment.Time.GetUtcNow())
                {
                    environment.Out.WriteLine($"  {ProgressText.Held(until, environment.Time.GetUtcNow())}");
                }

                if (running.Status.BrowserMemoryBytes is { } bytes)
                {
                    environment.Out.WriteLine($"  browser {bytes / 1e6:N0} MB");
                }

                foreach (var worker in running.Status.Workers)
                {
                    environment.Out.WriteLine($"  worker  {worker.Doing} {worker.CaseId} since {worker.Since:HH:mm:ss}");
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Shows a run that has ended.</summary>
    public static void Ended(CliEnvironment environment, RunReport report)
    {
        environment.Out.WriteLine($"{report.RunId}: ended {report.End:yyyy-MM-dd HH:mm:ss} UTC, {report.StopReason} (exit code {report.ExitCode})");
        environment.Out.WriteLine($"  {report.Succeeded:N0} found, {report.NoRecord:N0} no record, {report.Failed:N0} failed, {report.Skipped:N0} skipped, {report.Unsettled:N0} not reached");
        foreach (var error in report.Errors)
        {
            environment.Out.WriteLine($"  {error.Class} × {error.Count:N0}, first {error.FirstId}: {error.Message}");
        }
    }

    private static void Numbers(CliEnvironment environment, LiveStatus status) => environment.Out.WriteLine(
        $"  {status.Succeeded:N0} found, {status.NoRecord:N0} no record, {status.Failed:N0} failed, {status.Retries:N0} retries, {(status.Remaining is { } left ? $"{left:N0} to go" : "how far it goes is not known yet")}");
}
