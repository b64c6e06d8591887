using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>Plain lines for pipes and log files: one at the start, then one every ten seconds.</summary>
internal sealed class LineDisplay(CliEnvironment environment) : IRunDisplay
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    public void Heading(string text) => Write(environment.Out, text);

    public void Notice(string text) => Write(environment.Error, text);

    public async Task ShowWhileAsync(Task running, Func<SweepProgress> progress)
    {
        while (await Task.WhenAny(running, Task.Delay(Every, environment.Time)) != running)
        {
            Write(environment.Out, ProgressText.Line(progress(), environment.Time.GetUtcNow()));
        }
    }

    private void Write(TextWriter writer, string text)
    {
        lock (_gate)
        {
            writer.WriteLine(text);
        }
    }
}
