using System.Diagnostics;
using System.Text.Json;
using Rollcall.Browser.Chromium;
using Rollcall.Fetching;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>A browser that is not ours: used by its address, left running, given up and found again.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class RemoteBrowserTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("devtools")]
    [InlineData("playwright")]
    public async Task A_browser_elsewhere_is_used_found_again_after_a_break_and_left_running(string kind)
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", "<p id=it>here</p><img src=/picture>");
        var endpoint = await (kind == "devtools" ? DevToolsAsync() : PlaywrightAsync());
        await using (var shelter = new Shelter(traps.Address, Shelter.Quick with { Endpoint = endpoint }))
        {
            var session = shelter.Session();
            Assert.IsType<Page>((await Shelter.AskAsync(session, 1)).Answer);
            var first = await shelter.LeaseAsync();
            Assert.Null(first.Tree.Browser());
            Shelter.Signal(first.Tree.Alive().First(id => ProcessTree.Read($"/proc/{id}/cmdline").Contains("run-driver", StringComparison.Ordinal)), "KILL");

            Assert.IsType<Page>((await Shelter.AskAsync(session, 2)).Answer);
            Assert.NotSame(first, await shelter.LeaseAsync());
        }

        Assert.DoesNotContain("/picture", traps.Asked);
        Assert.All(_processes, p => Assert.False(p.HasExited));
        if (kind == "devtools")
        {
            await Shelter.Until(() => PagesIn(endpoint) <= 1);
        }
    }

    [Fact]
    public async Task An_address_where_no_browser_is_costs_the_id_nothing_and_says_so()
    {
        await using var shelter = new Shelter(new Uri("http://127.0.0.1:1"), Shelter.Quick with { Endpoint = new Uri("http://127.0.0.1:1") });

        var fault = Assert.IsType<Fault>((await Shelter.AskAsync(shelter.Session(), 1)).Answer);

        Assert.Equal(FailureClass.BrowserCrash, fault.Class);
        Assert.True(fault.OfSession);
        Assert.StartsWith("the browser did not start: ", fault.Message, StringComparison.Ordinal);
    }

    private static int PagesIn(Uri endpoint)
    {
        using var client = new HttpClient();
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, "/json/list")));
        return JsonDocument.Parse(answer.Content.ReadAsStream()).RootElement.EnumerateArray().Count(t => t.GetProperty("type").GetString() == "page");
    }

    private async Task<Uri> DevToolsAsync()
    {
        Start(
            ChromiumFinder.Find(given: null, Environment.GetEnvironmentVariable("PATH")),
            "--headless", "--no-sandbox", "--remote-debugging-port=0", $"--user-data-dir={_folder.Path}", "about:blank");
        var file = _folder.At("DevToolsActivePort");
        await Shelter.Until(() => File.Exists(file) && File.ReadAllLines(file).Length > 1);
        return new Uri($"http://127.0.0.1:{File.ReadLines(file).First()}");
    }

    private async Task<Uri> PlaywrightAsync()
    {
        var package = Path.Combine(AppContext.BaseDirectory, ".playwright");
        var chromium = ChromiumFinder.Find(given: null, Environment.GetEnvironmentVariable("PATH"));
        var server = Start(
            Directory.GetFiles(Path.Combine(package, "node"), "node", SearchOption.AllDirectories)[0],
            "-e", "require(process.argv[1]).chromium.launchServer({ executablePath: process.argv[2] }).then(s => console.log(s.wsEndpoint()))",
            Path.Combine(package, "package"), chromium);
        var line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return new Uri(line!);
    }

    private Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }
}
