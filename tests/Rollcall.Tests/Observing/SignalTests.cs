using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Loading;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Observing;

/// <summary>Every event and metric of the contract, heard during real runs, here and by a collector: over http, in Chromium, and into a database.</summary>
[Trait("Category", "Long")]
public sealed class SignalTests : IDisposable
{
    private readonly CliBench _cli = new();
    private readonly MetricRecorder _heard = new("signals-plain", "signals-court", "signals-cases");
    private readonly List<JsonElement> _log = [];

    public void Dispose()
    {
        _heard.Dispose();
        _cli.Dispose();
    }

    [Fact]
    public async Task Every_event_and_metric_of_the_contract_is_heard_with_level_unit_and_labels()
    {
        await using var collector = await CollectorStub.StartAsync();
        collector.Name(_cli.Variables, everyMilliseconds: 100);
        await SweepsAsync();
        await LieAsync();
        await BrowserAsync();
        await LoadAsync();

        (string Event, string Level)[] events =
        [
            ("batch.run.start", "info"), ("batch.job.start", "info"), ("batch.job.end", "info"), ("batch.run.end", "info"),
            ("batch.checkpoint.written", "info"), ("batch.browser.start", "info"), ("batch.page.ready", "info"), ("batch.browser.restart", "info"),
            ("batch.run.parked", "info"), ("batch.checkpoint.damaged", "warning"), ("batch.load.rollback", "warning"), ("batch.run.abort", "critical"),
            ("batch.absences.voided", "warning"), ("batch.checkpoint.not_written", "warning"),
        ];
        foreach (var (name, level) in events)
        {
            var lines = _log.Where(l => l.GetProperty("event").GetString() == name).ToList();
            Assert.True(lines.Count > 0, $"{name} was not logged");
            Assert.All(lines, l => Assert.Equal(level, l.GetProperty("level").GetString()));
            Assert.True(collector.HasEvent(name), $"{name} did not reach the collector");
        }

        // A collector that refuses is no run's business; another test, in this process too, has one.
        Assert.All(_log.Where(l => l.GetProperty("event").GetString() is not ("batch.load.backup" or "batch.telemetry.not_sent")), l => Assert.True(l.TryGetProperty("run_id", out _), l.GetRawText()));
        Assert.All(
            _log.Where(l => l.GetProperty("event").GetString()!.StartsWith("batch.job.", StringComparison.Ordinal)),
            l => Assert.True(l.TryGetProperty("case_id", out _) && l.TryGetProperty("attempt", out _), l.GetRawText()));

        foreach (var row in SignalDocsTests.Rows("| metric | kind"))
        {
            var (name, kind, unit) = (row[0].Trim('`'), row[1], row[2]);
            var own = row[3].Split(", ", StringSplitOptions.RemoveEmptyEntries);
            string[] labels = name.StartsWith("batch.load.", StringComparison.Ordinal) ? own : ["registry", "partition", .. own];
            var heard = _heard.Of(name);
            Assert.True(heard is not null, $"{name} was not measured");
            Assert.Equal((kind, unit), (SignalDocsTests.Kind(heard.Instrument), heard.Instrument.Unit));
            Assert.True(heard.Instrument.Description is { Length: > 0 }, name);
            Assert.Equal(labels.Order(), heard.Labels.Order());
            Assert.Contains((name, unit), collector.Metrics);
        }
    }

    /// <summary>One run that has to wait for the site and has a failed id, one that finds a damaged checkpoint, one that gives up.</summary>
    private async Task SweepsAsync()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 60, HoleRate = 0.1 } }, TestContext.Current.CancellationToken);
        var registry = Renamed("registries/practice-plain.yaml", "registry: practice-plain", "registry: signals-plain");
        _cli.Variables["ROLLCALL_RETRY_BACKOFF"] = "1ms";
        _cli.Variables["ROLLCALL_CHECKPOINT_EVERY_IDS"] = "5";
        string[] run = ["run", registry, "--base-url", $"{site.Address}", "--output", _cli.Output, "--concurrency", "2"];
        site.Plain.SetFaults(
            new FaultRule { Kind = FaultKind.BlockPage, First = 1, Ids = ["20-21"] },
            new FaultRule { Kind = FaultKind.Garbage, Ids = ["30"] });

        // It searches for the mark too.
        Assert.Equal(3, await RunAsync(run));
        foreach (var checkpoint in Directory.EnumerateFiles(Path.Combine(_cli.Output, "checkpoints"), "*.json", SearchOption.AllDirectories))
        {
            await File.WriteAllTextAsync(checkpoint, "{", TestContext.Current.CancellationToken);
        }

        _cli.Variables["ROLLCALL_PATIENCE"] = "100ms";
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.BlockPage });
        Assert.Equal(5, await RunAsync([.. run, "--end", "70"]));
        _cli.Variables.Remove("ROLLCALL_PATIENCE");
    }

    /// <summary>A run whose checkpoints cannot be written, on a site that begins to say of everything that it does not exist.</summary>
    private async Task LieAsync()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 60, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        var output = Path.Combine(_cli.Folder, "lied-to");
        Directory.CreateDirectory(Path.Combine(output, "checkpoints", "signals-plain", "all", "checkpoint-1.json.tmp"));
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.FalseAbsence, After = 10 });
        _cli.Variables["ROLLCALL_CANARY_AFTER_MISSES"] = "5";
        Assert.Equal(6, await RunAsync("run", _cli.Folder + "/practice-plain.yaml", "--base-url", $"{site.Address}", "--output", output, "--concurrency", "2", "--end", "50"));
        _cli.Variables.Remove("ROLLCALL_CANARY_AFTER_MISSES");
    }

    private async Task BrowserAsync()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        var registry = Renamed("registries/practice-court.yaml", "registry: practice-court", "registry: signals-court");
        _cli.Variables["ROLLCALL_BROWSER_MAX_JOBS"] = "3";
        Assert.Equal(0, await RunAsync("run", registry, "--base-url", $"{site.Address}", "--year", "2019", "--end", "8", "--concurrency", "1", "--output", _cli.Output));
    }

    private async Task LoadAsync()
    {
        var dataset = Renamed("datasets/hearings.yaml", "dataset: hearings", "dataset: signals-cases");
        var records = SomeHearings.AllCommittees().Append(SomeHearings.Hearing(1)).Append(SomeHearings.Hearing(2).With("chamber", "Lords"));
        var source = _cli.Write("records.ndjson", string.Concat(records.Select((JsonObject r) => r.ToJsonString() + "\n")));
        Assert.Equal(9, await RunAsync("load", dataset, source, "--database", Path.Combine(_cli.Folder, "x.db"), "--output", _cli.Output, "--batch-validation-timeout-ms", "60000"));
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        var code = await _heard.ListenAsync(() => _cli.RunAsync(arguments));
        _log.AddRange(_cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement));
        return code;
    }

    // Other tests run beside this one, on the same meter's name: ours are told apart by their labels.
    private string Renamed(string file, string was, string now)
    {
        var text = File.ReadAllText(Repository.PathOf(file));
        Assert.Contains(was, text, StringComparison.Ordinal);
        return _cli.Write(Path.GetFileName(file), text.Replace(was, now, StringComparison.Ordinal));
    }
}
