using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>A run that names no collector does not pay for one.</summary>
public sealed class TelemetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenTelemetry_is_loaded_only_when_a_collector_is_named(bool isNamed)
    {
        await using var site = await PlainSite.StartAsync(end: 40, latency: "plain=50ms");
        using var place = new Workplace();
        var variables = new Dictionary<string, string> { ["ROLLCALL_CONCURRENCY"] = "1" };
        if (isNamed)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        }

        await using var run = RollcallProcess.Start(place.Folder, variables, site.RunTo(40));
        await BrowserRun.UntilAsync(() => site.Count > 5, TimeSpan.FromMinutes(2), "some ids are asked");
        var isLoaded = File.ReadAllText($"/proc/{run.Id}/maps").Contains("OpenTelemetry", StringComparison.Ordinal);
        var ended = await run.EndAsync();

        Assert.Equal(isNamed, isLoaded);
        Assert.Equal((0, isNamed), (ended.Code, ended.Error.Contains("batch.telemetry.not_sent", StringComparison.Ordinal)));
    }
}
