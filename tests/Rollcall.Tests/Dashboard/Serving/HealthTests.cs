using System.Net;
using System.Text.Json;
using Rollcall.Ledger;
using Rollcall.Observing;
using Rollcall.Reporting;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_lives_and_is_ready_also_before_the_first_run()
    {
        await using var served = await Served.StartAsync();

        Assert.Equal("live", await StatusAsync(served, "/health/live", HttpStatusCode.OK));
        Assert.Equal("ready", await StatusAsync(served, "/health/ready", HttpStatusCode.OK));
        Assert.Equal("ok", await StatusAsync(served, "/health/progress", HttpStatusCode.OK));
        Assert.Equal("bad_request", await StatusAsync(served, "/health/progress?max_age=soon", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task It_is_not_ready_where_the_output_folder_is_none()
    {
        await using var served = await Served.StartAsync(prepare: folder =>
        {
            Directory.Delete(Served.OutputOf(folder));
            Directory.CreateDirectory(folder.At("loop"));
            File.CreateSymbolicLink(Served.OutputOf(folder), Served.OutputOf(folder));
        });

        Assert.Equal("not_ready", await StatusAsync(served, "/health/ready", HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_run_that_gets_on_is_well_and_one_that_does_not_is_not()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        await using var ledger = await account.OpenAsync();
        await ledger.AppendAsync(Found(1));
        await using var publisher = LivePublisher.Start(served.Output, ledger.Run, SomeLive.Facts, TimeProvider.System);
        await served.UntilAsync("/health/progress", "going");

        Assert.Equal("ok", await StatusAsync(served, "/health/progress", HttpStatusCode.OK));
        File.SetLastWriteTimeUtc(account.Journal(), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-20));
        await served.UntilAsync("/health/progress", "stalled");
        Assert.Equal("stalled", await StatusAsync(served, "/health/progress", HttpStatusCode.ServiceUnavailable));
        Assert.Equal("ok", await StatusAsync(served, "/health/progress?max_age=1h", HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_killed_run_is_said_to_be_dead_by_health_and_metrics()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var run = await account.RunAsync(Found(1));
        await SomeLive.LeaveDeadAsync(served.Output, run);
        await served.UntilAsync("/health/progress", "dead");

        Assert.Equal("stalled", await StatusAsync(served, "/health/progress", HttpStatusCode.ServiceUnavailable));
        Assert.Contains($"serve_run_up_ratio{{partition=\"25\",registry=\"court\",run_id=\"{run.RunId}\"}} 0", await served.GetAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_that_was_left_for_a_newer_one_is_waited_for_no_more()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var run = await account.RunAsync(Found(1));
        await SomeLive.LeaveDeadAsync(served.Output, run);
        await served.UntilAsync("/health/progress", "dead");

        account.Time.Advance(TimeSpan.FromHours(1));
        await using (await account.OpenAsync(OpenIntent.Fresh))
        {
            // A newer run, begun with --fresh.
        }

        await served.UntilAsync("/health/progress", "\"runs\":[]");
        Assert.Equal("ok", await StatusAsync(served, "/health/progress", HttpStatusCode.OK));
        Assert.DoesNotContain("serve_run_up", await served.GetAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_those_of_the_runs_that_go_on()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var run = await account.RunAsync(Found(1));
        var reading = new MetricReading { Name = "batch.ids.settled", Kind = MetricKinds.Counter, Unit = "{id}", Description = "Ids", Labels = new Dictionary<string, string> { ["run_id"] = run.RunId }, Value = 7 };
        await using var publisher = LivePublisher.Start(served.Output, run, () => SomeLive.Facts() with { Metrics = [reading] }, TimeProvider.System);
        await served.UntilAsync("/metrics", "batch_ids_settled");

        using var response = await served.AskAsync("/metrics");

        Assert.Equal(PrometheusText.ContentType, response.Content.Headers.ContentType!.ToString());
        Assert.Contains($"batch_ids_settled_total{{run_id=\"{run.RunId}\"}} 7", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<string> StatusAsync(Served served, string path, HttpStatusCode code)
    {
        using var response = await served.AskAsync(path);
        Assert.Equal(code, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("status").GetString()!;
    }
}
