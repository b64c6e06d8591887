using System.Diagnostics;
using Rollcall.Practice;
using Rollcall.Practice.Registries;

namespace Rollcall.Bench.Sweeping;

/// <summary>The practice site in a process of its own, so that its work is nobody's but its own: pages of about 6 KB, one number in twenty a hole.</summary>
internal sealed class BenchSite : IAsyncDisposable
{
    public const string Command = "sweep-site";

    /// <summary>How many numbers it has.</summary>
    public const int Mark = 20_000;

    private readonly Process _process;

    private BenchSite(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<BenchSite> StartAsync(BenchRun run)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Command, "--at", run.Scratch])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the site did not start");
        return new BenchSite(process, new Uri(address));
    }

    /// <summary>The process of the site: serves until its standard input is closed, which also the death of whoever started it does.</summary>
    public static async Task ServeAsync(BenchRun run)
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { PageBytes = 6000, Synthetic = new Numbering { Mark = Mark, HoleRate = 0.05 } });
        run.Line($"{site.Address}");
        await Console.In.ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
