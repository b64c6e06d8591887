using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>A run whose failed ids are asked again, by its name alone.</summary>
public sealed class RetryCommandTests : IDisposable
{
    private readonly CliBench _cli = new();

    public RetryCommandTests()
    {
        _cli.Variables["ROLLCALL_MAX_RETRIES"] = "0";
        _cli.Variables["ROLLCALL_SAFE_STOP_FAILURES"] = "off";
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Only_the_failed_ids_are_asked_and_the_run_is_finished_under_its_own_name()
    {
        await using var site = await SiteAsync();
        var run = await RunAsync(site, failing: [3, 8, 21]);
        var before = Asked(site).Count;

        var code = await _cli.RunAsync("retry", run, "--output", _cli.Output, "--quiet");

        Assert.True(code == 0, _cli.Error);
        Assert.Equal(["3", "8", "21"], Asked(site).Skip(before).OrderBy(int.Parse));
        var report = Summary(run);
        Assert.Equal(
            (30, 0, "completed", "1", "30"),
            (report.GetProperty("total").GetInt32(), report.GetProperty("failed").GetInt32(), report.GetProperty("stop_reason").GetString(), report.GetProperty("start_id").GetString(), report.GetProperty("end_id").GetString()));
        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));
    }

    [Fact]
    public async Task Of_several_classes_only_the_one_named_is_asked()
    {
        await using var site = await SiteAsync();
        site.Plain.SetFaults(
            new FaultRule { Kind = FaultKind.Status500, Ids = ["4", "9"] },
            new FaultRule { Kind = FaultKind.LayoutChange, Ids = ["5"] });
        var run = await SweepAsync(site, expected: 3);
        var before = Asked(site).Count;
        site.Plain.SetFaults();

        var code = await _cli.RunAsync("retry", run, "--class", "http_5xx", "--output", _cli.Output);

        Assert.True(code == 3, _cli.Error);
        Assert.Equal(["4", "9"], Asked(site).Skip(before).OrderBy(int.Parse));
        Assert.Contains("failed", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"`rollcall retry {run} --output {_cli.Output}`", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"({Path.Combine(_cli.Output, $"html_failed/{run}/5.html")})", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, Summary(run).GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Last_stands_for_the_newest_run_and_what_fails_again_is_failed_again()
    {
        await using var site = await SiteAsync();
        var run = await RunAsync(site, failing: [3], healed: false);

        Assert.Equal(3, await _cli.RunAsync("retry", "last", "--output", _cli.Output, "--json"));

        var report = JsonDocument.Parse(_cli.Out).RootElement;
        Assert.Equal((run, "completed_with_failures", 1), (report.GetProperty("run_id").GetString(), report.GetProperty("stop_reason").GetString(), report.GetProperty("failed").GetInt32()));
    }

    [Fact]
    public async Task With_nothing_failed_nothing_is_sent_and_the_run_is_left_alone()
    {
        await using var site = await SiteAsync();
        var run = await RunAsync(site, failing: [3]);
        var journal = Path.Combine(_cli.Output, $"audit_{run}.ndjson");
        var (asked, length) = (Asked(site).Count, new FileInfo(journal).Length);

        Assert.Equal(0, await _cli.RunAsync("retry", run, "--class", "timeout", "--output", _cli.Output));
        Assert.Contains("no id failed with timeout; failed are 1 with http_5xx", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("retry", run, "--class", "timeout", "--output", _cli.Output, "--json"));
        Assert.Equal("nothing_to_do", JsonDocument.Parse(_cli.Out).RootElement.GetProperty("stop_reason").GetString());

        Assert.Equal((asked, length), (Asked(site).Count, new FileInfo(journal).Length));
    }

    [Fact]
    public async Task What_an_interrupted_run_never_reached_is_not_asked_but_named()
    {
        await using var site = await SiteAsync();
        _cli.Variables["ROLLCALL_SAFE_STOP_FAILURES"] = "3";
        _cli.Variables["ROLLCALL_CONCURRENCY"] = "1";
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = ["5", "6", "7"] });
        Assert.Equal(4, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "30", "--output", _cli.Output, "--quiet"));
        site.Plain.SetFaults();

        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--output", _cli.Output));

        Assert.Equal(7 + 3, Asked(site).Count);
        Assert.Contains("23 ids of the walk were never reached: `rollcall run` asks them", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(23, Summary(RunId()).GetProperty("unsettled").GetInt32());
        Assert.Equal(0, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "30", "--output", _cli.Output, "--quiet"));
        Assert.Equal(7 + 3 + 23, Asked(site).Count);
        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));
    }

    [Fact]
    public async Task A_partition_is_found_again_with_its_placeholders()
    {
        await using var site = await SiteAsync();
        var file = _cli.Write("years.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
            .Replace("pattern: \"{number}\"", "pattern: \"{court}-{number}-{yy}\"", StringComparison.Ordinal));
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = ["2"] });
        Assert.Equal(3, await _cli.RunAsync("run", file, "--year", "2025", "--set", "court=A", "--base-url", $"{site.Address}", "--end", "5", "--output", _cli.Output));
        site.Plain.SetFaults();

        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--output", _cli.Output, "--json"));

        Assert.Equal("A-1-25", JsonDocument.Parse(_cli.Out).RootElement.GetProperty("start_id").GetString());
    }

    [Theory]
    [InlineData("nobody", "--class", "timeout", "there is no run nobody")]
    [InlineData("last", "--class", "tiemout", "--class: 'tiemout' is not allowed; give timeout or reset")]
    [InlineData("last", "--registry", "gone.yaml", "gone.yaml, is not there")]
    public async Task A_wrong_name_says_what_is_wrong_and_what_to_do(string run, string option, string value, string expected)
    {
        await using var site = await SiteAsync();
        await RunAsync(site, failing: [3]);

        Assert.Equal(2, await _cli.RunAsync("retry", run, option, value, "--output", _cli.Output));

        Assert.Contains(expected, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_not_the_newest_of_its_partition_is_refused_with_the_one_that_is()
    {
        await using var site = await SiteAsync();
        var first = await RunAsync(site, failing: [3], healed: false);
        await SweepAsync(site, expected: 1);

        Assert.Equal(2, await _cli.RunAsync("retry", first, "--output", _cli.Output));

        Assert.Contains("is not the newest of its partition", _cli.Error, StringComparison.Ordinal);
        Assert.Contains(RunId(), _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("false", false)]
    public async Task What_flags_gave_the_run_stands_unless_somebody_says_otherwise_now(string? saidNow, bool isKept)
    {
        await using var site = await SiteAsync();
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = ["3"] });
        Assert.Equal(3, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "5", "--output", _cli.Output, "--persist-raw-html"));
        site.Plain.SetFaults();
        if (saidNow is not null)
        {
            _cli.Variables["ROLLCALL_PERSIST_RAW_HTML"] = saidNow;
        }

        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--output", _cli.Output));

        Assert.Equal(isKept, File.Exists(Path.Combine(_cli.Output, "html", RunId(), "3.html")));
    }

    private static Task<PracticeSite> SiteAsync() => PracticeSite.StartAsync(
        new PracticeOptions { Synthetic = new Numbering { Mark = 30, HoleRate = 0 } }, TestContext.Current.CancellationToken);

    private List<string> Asked(PracticeSite site) => CanaryRequests.TakenFrom(
        [.. site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!)],
        Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson").SelectMany(File.ReadLines).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(e => e.GetProperty("kind").GetString() == "canary").Select(e => e.GetProperty("case_id").GetString()!));

    private async Task<string> RunAsync(PracticeSite site, int[] failing, bool healed = true)
    {
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = [.. failing.Select(n => $"{n}")] });
        var run = await SweepAsync(site, failing.Length);
        if (healed)
        {
            site.Plain.SetFaults();
        }

        return run;
    }

    private async Task<string> SweepAsync(PracticeSite site, int expected)
    {
        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "30", "--output", _cli.Output, "--quiet");
        Assert.True(code == 3, _cli.Error);
        Assert.Equal(expected, Summary(RunId()).GetProperty("failed").GetInt32());
        return RunId();
    }

    private string RunId() => Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson").Max(StringComparer.Ordinal)!)["audit_".Length..];

    private JsonElement Summary(string run) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_cli.Output, $"audit_{run}.json"))).RootElement;
}
