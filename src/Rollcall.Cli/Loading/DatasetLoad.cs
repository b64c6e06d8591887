using Rollcall.Faults;
using Rollcall.Loading;

namespace Rollcall.Cli.Loading;

/// <summary>One load as the command line shows it: progress, signals, summary.</summary>
internal sealed class DatasetLoad(LoadOrder order, CliEnvironment environment)
{
    /// <summary>Loads.</summary>
    /// <returns>The code the process ends with.</returns>
    public async Task<ExitCode> ExecuteAsync(CancellationToken cancellationToken)
    {
        var display = LoadDisplay.Choose(environment, order.Show);
        using var log = order.Show.Log(environment, display.Notice);
        if (!order.Options.DryRun)
        {
            log.Open(order.Settings);
        }

        using var interrupt = new Interrupt(display.Notice, cancellationToken);
        await using var input = environment.OpenInput();
        var around = new LoadSurroundings
        {
            Time = environment.Time,
            Log = log.Loggers.CreateLogger("load"),
            StandardInput = input,
            KillPoints = KillPoints.FromEnvironment(environment.Variables),
            StoppedBy = () => interrupt.Reason,
        };
        var report = await display.ShowAsync(
            progress => BatchLoader.RunAsync(order.Dataset, order.Sources, order.Database, order.Options, around, progress, interrupt.Token));
        if (order.Show.Json)
        {
            environment.Out.WriteLine(report.ToJson());
        }
        else
        {
            LoadSummary.Write(environment, report, order.Options.OutputDirectory);
        }

        return (ExitCode)report.ExitCode;
    }
}
