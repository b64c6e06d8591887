using Rollcall.Dashboard.Processes;
using Rollcall.Ledger;
using Rollcall.Practice.Registries;
using Rollcall.Practice;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Processes;

/// <summary>The order is read from journals that the command line wrote.</summary>
public sealed class ResumeOrderTests : IDisposable
{
    private readonly CliBench _cli = new();

    [Fact]
    public async Task A_run_that_was_given_its_end_is_given_it_again() =>
        Assert.Equal(["--start=3", "--end=9", "--base-url=SITE/"], (await OrderAfterAsync("run", CliBench.Plain, "--start", "3", "--end", "9")).Options);

    [Fact]
    public async Task A_run_that_searched_for_its_end_searches_again() =>
        Assert.Equal(["--start=1", "--base-url=SITE/"], (await OrderAfterAsync("run", CliBench.Plain)).Options);

    [Fact]
    public async Task A_search_alone_stays_a_search()
    {
        var order = await OrderAfterAsync("probe", CliBench.Plain, "--probe-budget", "60");

        Assert.Equal(["probe", CliBench.Plain], order.Words);
        Assert.Equal(["--base-url=SITE/"], order.Options);
        Assert.Equal("60", order.Settings["probe_budget"]);
    }

    [Fact]
    public async Task Placeholders_are_filled_as_they_were()
    {
        var file = _cli.Write("yearly.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
            .Replace("registry: practice-plain", "registry: yearly", StringComparison.Ordinal).Replace("\"{number}\"", "\"{number}-{yy}{town}\"", StringComparison.Ordinal));

        var order = await OrderAfterAsync("run", file, "--year", "2024", "--set", "town=x", "--end", "2");

        Assert.Equal(["run", file], order.Words);
        Assert.Equal(["--year=2024", "--set=town=x", "--start=1", "--end=2"], order.Options.SkipLast(1));
    }

    [Fact]
    public async Task What_was_agreed_with_the_site_by_flags_and_variables_stands()
    {
        _cli.Variables["ROLLCALL_RETRY_BACKOFF"] = "2s";
        _cli.Variables["ROLLCALL_DELAY_MAX"] = "9s";
        _cli.Variables["ROLLCALL_PROXY"] = "none";

        var order = await OrderAfterAsync(
            "run", CliBench.Plain, "--end", "2", "--delay-min", "10ms", "--delay-max", "20ms", "--concurrency", "1", "--safe-stop-failures", "off", "--persist-raw-html", "--refresh-older-than", "30d");

        Assert.Equal(
            ["concurrency=1", "delay_max=20ms", "delay_min=10ms", "persist_raw_html=true", "retry_backoff=2s", "safe_stop_failures=off"],
            order.Settings.Select(s => $"{s.Key}={s.Value}"));
        Assert.Equal("30d", order.RefreshOlderThan);
    }

    [Fact]
    public async Task Asking_saved_ids_again_is_ordered_again() =>
        Assert.Equal("0s", (await OrderAfterAsync("run", CliBench.Plain, "--end", "2", "--recollect")).RefreshOlderThan);

    [Fact]
    public async Task The_settings_file_that_was_named_counts_as_it_is_now_under_the_definition()
    {
        var file = _cli.Write("polite.yaml", "request_timeout: 7s\ndelay_min: 3s\ndelay_max: 4s\nconcurrency: 2\n");

        var order = await OrderAfterAsync("run", CliBench.Plain, "--end", "2", "--settings", file, "--concurrency", "1");

        // The definition says how long to wait itself; the flag is over all.
        Assert.Equal(["concurrency=1", "request_timeout=7s"], order.Settings.Select(s => $"{s.Key}={s.Value}"));

        // The dashboard's own file must not take the place of the run's in a retry either.
        var journal = Assert.Single(LedgerReader.Journals(_cli.Output, new RecordingLog()));
        Assert.Equal(["concurrency=1", "request_timeout=7s"], ResumeOrder.Retry(journal, "timeout").Settings.Select(s => $"{s.Key}={s.Value}"));
        File.Delete(file);
        Assert.Throws<FileNotFoundException>(() => ResumeOrder.Of(journal));
        Assert.Throws<FileNotFoundException>(() => ResumeOrder.Retry(journal, null));
    }

    public void Dispose() => _cli.Dispose();

    private async Task<ProcessOrder.Run> OrderAfterAsync(params string[] arguments)
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 20, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        var address = site.Address.GetLeftPart(UriPartial.Authority);
        Assert.NotEqual(1, await _cli.RunAsync([.. arguments, "--base-url", address, "--output", _cli.Output]));
        var journal = Assert.Single(LedgerReader.Journals(_cli.Output, new RecordingLog()));
        var order = ResumeOrder.Of(journal);
        Assert.True(order is not null, _cli.Error);
        return order with { BaseUrl = order.BaseUrl?.Replace(address, "SITE", StringComparison.Ordinal) };
    }
}
