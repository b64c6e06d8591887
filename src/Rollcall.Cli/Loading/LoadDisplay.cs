using Rollcall.Loading;
using Spectre.Console;

namespace Rollcall.Cli.Loading;

/// <summary>Shows how far a load is: a bar on a terminal, a line every ten seconds in a pipe, or nothing. Thread safe.</summary>
internal sealed class LoadDisplay
{
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(10);

    private readonly Func<Func<IProgress<LoadState>?, Task<LoadReport>>, Task<LoadReport>> _show;

    private LoadDisplay(Action<string> notice, Func<Func<IProgress<LoadState>?, Task<LoadReport>>, Task<LoadReport>> show)
    {
        Notice = notice;
        _show = show;
    }

    /// <summary>Something the user should know although nothing stops.</summary>
    public Action<string> Notice { get; }

    /// <summary>The display that fits what watches.</summary>
    public static LoadDisplay Choose(CliEnvironment environment, ShowOptions show)
    {
        if (show.Json || show.Quiet)
        {
            return new LoadDisplay(environment.Error.WriteLine, load => load(null));
        }

        if (!environment.IsTerminal)
        {
            return new LoadDisplay(environment.Error.WriteLine, load => load(new Lines(environment)));
        }

        // A line that goes past the bar's own console would be taken for the bar, and wiped out with it.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Out) });
        return new LoadDisplay(text => console.MarkupLineInterpolated($"[yellow]{text}[/]"), load => ShowBarAsync(console, load));
    }

    /// <summary>Shows a load until it ends.</summary>
    public Task<LoadReport> ShowAsync(Func<IProgress<LoadState>?, Task<LoadReport>> load) => _show(load);

    private static Task<LoadReport> ShowBarAsync(IAnsiConsole console, Func<IProgress<LoadState>?, Task<LoadReport>> load) => console.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async context =>
        {
            var task = context.AddTask("loading", maxValue: 1);
            task.IsIndeterminate = true;
            return await load(new Bar(task));
        });

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
