using Rollcall.Dashboard.Processes;
using Rollcall.Practice.Registries;
using Rollcall.Practice;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Processes;

/// <summary>An output folder, the real command line, and a practice site.</summary>
internal sealed class Launching : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private PracticeSite? _site;

    /// <summary>The real command line, as it lies beside the tests.</summary>
    public static CliProgram Cli { get; } = new(Path.Combine(AppContext.BaseDirectory, "rollcall-cli"), []);

    public RecordingLog Log { get; } = new();

    public string Output => _folder.At("output");

    /// <summary>A launcher, as each start of <c>serve</c> makes one.</summary>
    public ProcessLauncher Launcher(CliProgram? program = null, params string[] withheld) =>
        new(program ?? Cli, new LaunchPlace(Output, SettingsFile: null, [.. withheld]), TimeProvider.System, Log);

    /// <summary>A launcher of a script that gets the command line as its arguments.</summary>
    public ProcessLauncher Script(string script, params string[] withheld) => Launcher(new CliProgram("/bin/sh", ["-c", script, "rollcall"]), withheld);

    /// <summary>A run of the practice site's plain registry.</summary>
    public async Task<ProcessOrder.Run> RunAsync(int end, TimeSpan latency = default)
    {
        _site ??= await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = end, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        _site.Plain.SetLatency(new(latency, latency));
        return new ProcessOrder.Run([CliBench.Plain]) { End = end, BaseUrl = _site.Address.GetLeftPart(UriPartial.Authority) };
    }

    public async ValueTask DisposeAsync()
    {
        await StartedProcesses.EndAsync(Output, untilWritten: true);
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        _folder.Dispose();
    }
}
