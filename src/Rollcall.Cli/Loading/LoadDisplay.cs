using Rollcall.Loading;
using Spectre.Console;

namespace Rollcall.Cli.Loading;

/// <summary>Shows how far a load is: a bar on a terminal, a line every ten seconds in a pipe, or nothing.</summary>
internal sealed class LoadDisplay
{
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(10);

    private readonly Func<Func<IProgress<LoadState>?, Task<LoadReport>>, Task<LoadReport>> _show;

    private LoadDisplay(Func<Func<IProgress<LoadState>?, Task<LoadReport>>, Task<LoadReport>> show) => _show = show;

    /// <summary>The display that fits what watches.</summary>
    public static LoadDisplay Choose(CliEnvironment environment, ShowOptions show) => new(
        show.Json || show.Quiet ? load => load(null)
        : environment.IsTerminal ? load => ShowBarAsync(environment, load)
        : load => load(new Lines(environment)));

    /// <summary>Shows a load until it ends.</summary>
    public Task<LoadReport> ShowAsync(Func<IProgress<LoadState>?, Task<LoadReport>> load) => _show(load);

    private static Task<LoadReport> ShowBarAsync(CliEnvironment environment, Func<IProgress<LoadState>?, Task<LoadReport>> load)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Out) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("loading", maxValue: 1);
                task.IsIndeterminate = true;
                return await load(new Bar(task));
            });
    }

    private static string Text(LoadState state) =>
        $"{state.RecordsRead:N0} records in {state.Batches:N0} batches{(state.Quarantined > 0 ? $", {state.Quarantined:N0} set aside" : "")}";

    private sealed class Bar(ProgressTask task) : IProgress<LoadState>
    {
        public void Report(LoadState value)
        {
            task.Description = Text(value);
            task.IsIndeterminate = value.Share is null;
            task.Value = value.Share ?? 0;
        }
    }

    private sealed class Lines(CliEnvironment environment) : IProgress<LoadState>
    {
        private long _last = environment.Time.GetTimestamp();

        public void Report(LoadState value)
        {
            if (environment.Time.GetElapsedTime(_last) >= EveryLine)
            {
                _last = environment.Time.GetTimestamp();
                environment.Out.WriteLine(Text(value));
            }
        }
    }
}
