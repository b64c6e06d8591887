using Rollcall.Cli;

namespace Rollcall.Bench.Sweeping;

/// <summary>The sweep with everything on: <c>rollcall run</c> as in a pipe, its output and log lines written to nowhere.</summary>
internal static class WholeSweep
{
    public static async Task RunAsync(Uri site, string folder, int ids, int workers)
    {
        var environment = new CliEnvironment(
            TextWriter.Null, TextWriter.Null, IsTerminal: false, new Dictionary<string, string>(StringComparer.Ordinal), TimeProvider.System, new Random(1));
        var code = await CliApp.RunAsync(Arguments(site, folder, ids, workers), environment);
        if (code != 0)
        {
            throw new InvalidOperationException($"the sweep ended with exit code {code}");
        }
    }

    public static string[] Arguments(Uri site, string folder, int ids, int workers) =>
    [
        "run", Shipped.Registry("practice-plain"), "--base-url", $"{site}", "--end", $"{ids}", "--concurrency", $"{workers}", "--output", folder, "--log-format", "json",
    ];
}
