using System.Diagnostics;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class ServeCommandTests : IDisposable
{
    private readonly CliBench _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("a token is needed", "--address", "0.0.0.0")]
    [InlineData("the token has 5 characters", "--token", "guess")]
    [InlineData("--address: 'example.org' is not allowed", "--address", "example.org")]
    [InlineData("--port: 70000 is not allowed", "--port", "70000")]
    [InlineData("there is no folder nowhere", "--registries", "nowhere")]
    [InlineData("Choose another port", "--address", "127.0.0.1", "--port", "1")]
    public async Task What_cannot_be_is_a_usage_error(string said, params string[] arguments)
    {
        // As root any port can be had, unless it is taken.
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        string[] given = [.. arguments.Select(a => a == "1" ? $"{port}" : a)];

        var code = await _cli.RunAsync(["serve", "--output", _cli.Output, .. given]);

        Assert.Equal(2, code);
        Assert.Contains(said, _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_well_and_at_once(string signal)
    {
        using var folder = new TempFolder();
        await using var serve = await ServeProcess.StartAsync(folder, new Uri("http://127.0.0.1:1"));
        using var viewer = new HttpClient { BaseAddress = serve.Address };
        await using var stream = await viewer.GetStreamAsync(new Uri("/events?page=/", UriKind.Relative), TestContext.Current.CancellationToken);
        var begun = TimeProvider.System.GetTimestamp();

        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {serve.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await serve.EndAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
