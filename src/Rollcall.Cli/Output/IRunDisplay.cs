using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>Shows a run while it goes on. Thread safe.</summary>
internal interface IRunDisplay
{
    /// <summary>What the run is about.</summary>
    void Heading(string text);

    /// <summary>Something worth knowing.</summary>
    void Notice(string text);

    /// <summary>Shows the progress until the run ends, whatever way it ends.</summary>
    /// <param name="running">The run.</param>
    /// <param name="progress">What it is doing now.</param>
    Task ShowWhileAsync(Task running, Func<SweepProgress> progress);
}

/// <summary>Shows nothing but notices, for <c>--json</c> and <c>--quiet</c>.</summary>
internal sealed class SilentDisplay(TextWriter error) : IRunDisplay
{
    public void Heading(string text)
    {
    }

    public void Notice(string text) => error.WriteLine(text);

    public Task ShowWhileAsync(Task running, Func<SweepProgress> progress) => Task.CompletedTask;
}
