using Rollcall.Sweeping;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rollcall.Cli.Output;

/// <summary>Live progress on a terminal: a bar, the counts, what each worker does, and the last notices.</summary>
internal sealed class LiveDisplay : IRunDisplay
{
    private const int MostWorkers = 8;
    private const int MostNotices = 5;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Queue<string> _notices = new();
    private readonly CliEnvironment _environment;
    private readonly IAnsiConsole _console;
    private bool _live;

    public LiveDisplay(CliEnvironment environment)
    {
        _environment = environment;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Out) });
    }

    public void Heading(string text) => _console.MarkupLineInterpolated($"[bold]{text}[/]");

    public void Notice(string text)
    {
        lock (_gate)
        {
            if (!_live)
            {
                _console.MarkupLineInterpolated($"[yellow]{text}[/]");
                return;
            }

            _notices.Enqueue(text);
            while (_notices.Count > MostNotices)
            {
                _notices.Dequeue();
            }
        }
    }

    public async Task ShowWhileAsync(Task running, Func<SweepProgress> progress)
    {
        SetLive(true);
        await _console.Live(Render(progress())).AutoClear(true).StartAsync(async live =>
        {
            while (await Task.WhenAny(running, Task.Delay(Every, _environment.Time)) != running)
            {
                live.UpdateTarget(Render(progress()));
            }
        });
        SetLive(false);
    }

    private void SetLive(bool live)
    {
        lock (_gate)
        {
            _live = live;
        }
    }

    private Rows Render(SweepProgress progress)
    {
        var now = _environment.Time.GetUtcNow();
        var totals = progress.Totals;
        var chart = new BreakdownChart().Width(60).HideTags()
            .AddItem("found", totals.Succeeded, Color.Green)
            .AddItem("no record", totals.NoRecord, Color.Grey)
            .AddItem("failed", totals.Failed, Color.Red)
            .AddItem("open", progress.Plan.IsSearch ? 0 : Math.Max(0, progress.Plan.Open - progress.Done), Color.Grey23);
        var rows = new List<IRenderable>
        {
            chart,
            Markup.FromInterpolated($"{ProgressText.Stage(progress, now)}"),
            Markup.FromInterpolated($"[green]{totals.Succeeded:N0} found[/]  [grey]{totals.NoRecord:N0} no record[/]  [red]{totals.Failed:N0} failed[/]  {totals.Retries:N0} retries  {totals.Requests:N0} requests"),
        };
        if (progress.Park is { } park)
        {
            rows.Add(Markup.FromInterpolated($"[yellow]waiting for the site[/] ({park.Reason}, {ProgressText.Span(now - park.Since)}): {park.Detail}"));
        }

        if (progress.HeldUntil is { } until)
        {
            rows.Add(Markup.FromInterpolated($"[yellow]{ProgressText.Held(until, now)}[/]"));
        }

        foreach (var (worker, number) in progress.Workers.Take(MostWorkers).Select((w, i) => (w, i + 1)))
        {
            rows.Add(Markup.FromInterpolated($"[grey]worker {number}[/]  {worker.Doing,-8} {worker.CaseId} [grey]{ProgressText.Span(now - worker.Since)}[/]"));
        }

        if (progress.Workers.Count > MostWorkers)
        {
            rows.Add(Markup.FromInterpolated($"[grey]and {progress.Workers.Count - MostWorkers} more workers[/]"));
        }

        lock (_gate)
        {
            rows.AddRange(_notices.Select(notice => Markup.FromInterpolated($"[yellow]{notice}[/]")));
        }

        return new Rows(rows);
    }
}
