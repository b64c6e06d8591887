using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Dashboard.Processes;
using Rollcall.Reporting;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

/// <summary><c>rollcall serve</c> as a process of its own, offering the practice site's plain registry as it is to be asked there.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServeProcess(Process process, Uri address, string output) => (_process, Address, Output) = (process, address, output);

    public Uri Address { get; }

    public string Output { get; }

    public int Id => _process.Id;

    public static async Task<ServeProcess> StartAsync(TempFolder folder, Uri site, int port = 0)
    {
        var output = folder.At("output");
        Directory.CreateDirectory(folder.At("registries"));
        var definition = await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.At("registries", "plain.yaml"), definition.Replace("http://127.0.0.1:8765", site.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), TestContext.Current.CancellationToken);

        // A shell that runs the tests in the background ignores SIGINT, and its children inherit that; env(1) gives the command the default back.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "rollcall-cli"), "serve", "--port", $"{port}", "--output", output, "--registries", folder.At("registries")])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var address = line!.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal));
        return new ServeProcess(process, new Uri(address), output);
    }

    /// <summary>SIGKILL, to it alone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>The runs of an output folder, which outlive whatever started them: told to end, and waited for.</summary>
internal sealed class StartedRuns(string output) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var run in LiveFiles.RunsIn(output))
        {
            RunStop.Tell(output, run, TimeProvider.System, NullLogger.Instance);
            for (var looks = 0; looks < 3000 && LiveFiles.Read(output, run, TimeProvider.System) is LiveRead.Running or LiveRead.Silent; looks++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }

        // A run that has said its last word may still be putting its files away, into a folder that is about to go.
        await StartedProcesses.EndAsync(output, untilWritten: false);
    }
}
