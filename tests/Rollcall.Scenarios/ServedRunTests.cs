using System.Text.Json;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>A run that <c>serve</c> started, while <c>serve</c> is killed, started again and stopped.</summary>
public sealed class ServedRunTests
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigInt = 2;

    [Fact]
    public async Task A_run_goes_on_when_its_serve_is_killed_and_the_next_serve_knows_it()
    {
        await using var site = await PlainSite.StartAsync(end: 120, latency: "0.2s");
        using var place = new Workplace();
        await using var leftBehind = new Runs(place);
        var serve = await ServeAsync(site, place);

        await using (var first = Start(place, serve))
        {
            await Wait.UntilAsync(() => site.Count > 10);
            first.Signal(SigKill);
            await first.EndAsync();
        }

        // The run neither ends nor notices: it asks on, and the next serve, which finds it going, is told of no second start.
        var asked = site.Count;
        await Wait.UntilAsync(() => site.Count > asked + 20);
        await using var second = Start(place, serve);
        await Wait.UntilAsync(() => History(place) is { } start && start.TryGetProperty("exit_code", out var code) && code.ValueKind == JsonValueKind.Number);
        second.Signal(SigTerm);
        var ended = await second.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(0, History(place)!.Value.GetProperty("exit_code").GetInt32());
        Assert.Single(Directory.GetFiles(place.Output, "audit_*.ndjson"));
        Assert.Single(Directory.GetFiles(Path.Combine(place.Output, "processes"), "*.out"));
        Assert.Equal(site.End, site.Asked(place).Count);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task An_interrupted_serve_ends_alone()
    {
        await using var site = await PlainSite.StartAsync(end: 40, latency: "0.2s");
        using var place = new Workplace();
        await using var leftBehind = new Runs(place);
        await using var serve = Start(place, await ServeAsync(site, place));
        await Wait.UntilAsync(() => site.Count > 5);

        serve.Signal(SigInt);

        Assert.Equal(0, (await serve.EndAsync()).Code);
        await Wait.UntilAsync(() => place.Files().Any(f => Path.GetFileName(f).StartsWith("report-", StringComparison.Ordinal)));
        Assert.Equal("completed", place.Report().GetProperty("stop_reason").GetString());
        await site.AssertCollectedAsync(place);
    }

    private static RollcallProcess Start(Workplace place, string[] serve) => RollcallProcess.Start(place.Folder, variables: null, serve);

    /// <summary>A serve with a job that is due at once: once a year, and the history says that the last time was missed.</summary>
    private static async Task<string[]> ServeAsync(PlainSite site, Workplace place)
    {
        Directory.CreateDirectory(place.Output);
        await File.WriteAllTextAsync(
            Path.Combine(place.Output, "schedule.json"),
            """{ "schema_version": 1, "jobs": [ { "name": "yearly", "considered": "2020-06-01T00:00:00.000Z", "starts": [] } ] }""",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(place.Folder, "rollcall.yaml"),
            $"""
            schedule:
              - name: yearly
                cron: "0 0 1 1 *"
                run: "{Workplace.Registry("practice-plain")}"
                base_url: {site.Address.GetLeftPart(UriPartial.Authority)}
                end: {site.End}
            """,
            TestContext.Current.CancellationToken);
        return ["serve", "--port", "0"];
    }

    /// <summary>The runs that serve started: they go on without it, and are not to go on without the test.</summary>
    private sealed class Runs(Workplace place) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await StartedProcesses.EndAsync(place.Output, untilWritten: false);
    }

    /// <summary>The newest start in the history; null when there is none.</summary>
    private static JsonElement? History(Workplace place)
    {
        var starts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(place.Output, "schedule.json"))).RootElement.GetProperty("jobs")[0].GetProperty("starts");
        return starts.GetArrayLength() > 0 ? starts[0] : null;
    }
}
