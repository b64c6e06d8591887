using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>Switches, limits, checks and interruptions, on every database.</summary>
public abstract class PolicyContract : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _count;

    [Fact]
    public async Task Five_in_a_hundred_bad_records_at_random_leave_every_good_one_committed()
    {
        var bench = await NewAsync();
        var random = new Random(5);
        var bad = Enumerable.Range(0, 500).Where(_ => random.Next(20) == 0).ToHashSet();

        var report = await bench.LoadAsync([
            .. SomeHearings.AllCommittees(),
            .. Enumerable.Range(0, 500).Select(n => bad.Contains(n) ? SomeHearings.Hearing(n).With("title", "") : SomeHearings.Hearing(n)),
        ]);

        Assert.Equal(bad.Count, report.RecordsQuarantined);
        Assert.Equal(500 - bad.Count, bench.Database.Count("hearings"));
        Assert.Equal(508, report.RecordsApplied + report.RecordsQuarantined);
    }

    // In turn five times on SQLite and once on PostgreSQL; with ROLLCALL_FULL=1 five times on both.
    [Fact]
    public async Task The_switch_gives_the_documented_result_each_time()
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            var on = await NewAsync();
            var off = await NewAsync();
            await on.LoadAsync(SomeHearings.AllCommittees());
            await off.LoadAsync(SomeHearings.AllCommittees());
            var before = off.Database.Dump();
            var records = Hearings(60, bad: 33);

            var batched = await on.LoadAsync(records(), LoadBench.Options with { BatchSize = 10 });
            var whole = await off.LoadAsync(records(), LoadBench.Options with { BatchSize = 10, EnableBatchProcessing = false });

            Assert.Equal((59, 1, 9), (batched.RecordsApplied, batched.RecordsQuarantined, batched.ExitCode));
            Assert.Equal((0, 1, 9), (whole.RecordsApplied, whole.RecordsQuarantined, whole.ExitCode));
            Assert.Equal(LoadStatus.RolledBack, whole.Status);
            Assert.Equal(before, off.Database.Dump());
            Assert.Equal(Assert.Single(batched.BatchErrors).Records.Select(r => r.Record), Assert.Single(whole.BatchErrors).Records.Select(r => r.Record));

            var good = Enumerable.Range(0, 60).Select(n => SomeHearings.Hearing(n)).ToList();
            var clean = await off.LoadAsync(good, LoadBench.Options with { BatchSize = 10, EnableBatchProcessing = false });
            await on.LoadAsync(good, LoadBench.Options with { BatchSize = 10 });
            Assert.Equal((60, 0), (clean.RecordsApplied, clean.ExitCode));
            Assert.Equal(on.Database.Count("documents"), off.Database.Count("documents"));
        }
    }

    [Fact]
    public async Task A_batch_check_finds_the_record_at_fault_and_only_that()
    {
        var bench = await NewAsync(WithChecks("""
            checks:
              batch:
                no_hearing_on_christmas: select h.event_id from hearings h join batch_hearings b on b.hearing_id = h.hearing_id where h.location = 'Bethlehem'
            """));
        await bench.LoadAsync(SomeHearings.AllCommittees());

        var report = await bench.LoadAsync(Enumerable.Range(0, 40).Select(n =>
            n is 7 or 23 ? SomeHearings.Hearing(n).With("location", "Bethlehem") : SomeHearings.Hearing(n)));

        Assert.Equal(38, report.RecordsInserted);
        var error = Assert.Single(report.BatchErrors);
        Assert.Equal([8, 24], error.Records.Select(r => (int)r.Record));
        Assert.All(error.Records, r => Assert.Contains("check no_hearing_on_christmas finds event_id=", Assert.Single(r.Reasons).Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_not_charged_with_what_a_check_found_before_it()
    {
        var bench = await NewAsync(WithChecks("""
            checks:
              batch:
                everything_has_a_place: select event_id from hearings where location is null
            """), loadFirst: SomeHearings.Hearing(1).Without("location"));

        var report = await bench.LoadAsync([SomeHearings.Hearing(2), SomeHearings.Hearing(3).Without("location"), SomeHearings.Hearing(4)]);

        Assert.Equal(2, report.RecordsInserted);
        Assert.Equal("event_id 100003", Assert.Single(Assert.Single(report.BatchErrors).Records).Key);
    }

    [Fact]
    public async Task What_the_whole_does_not_pass_is_reported_and_with_strict_undone()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        var before = bench.Database.Dump();
        var selfish = new List<JsonObject> { SomeHearings.Committee(2).With("parent", SomeHearings.Code(2)), SomeHearings.Hearing(9) };

        var strict = await bench.LoadAsync(selfish, LoadBench.Options with { Strict = true });
        Assert.Equal(before, bench.Database.Dump());
        Assert.Equal((LoadStatus.Undone, 9), (strict.Status, strict.ExitCode));
        Assert.NotNull(strict.UndoneBy);

        var loose = await bench.LoadAsync(selfish);
        Assert.Equal(("whole_not_valid", 9), (loose.StopReason, loose.ExitCode));
        Assert.Equal($"check committee_is_not_its_own_parent finds system_code={SomeHearings.Code(2)}", Assert.Single(loose.Findings));
        Assert.Equal(1, bench.Database.Count("hearings"));
    }

    [Fact]
    public async Task Too_much_refused_aborts_the_load_and_a_higher_limit_goes_on_with_it()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        var source = bench.File(Enumerable.Range(0, 60).Select(n => n is >= 10 and < 15 ? SomeHearings.Hearing(n).With("congress", 0) : SomeHearings.Hearing(n)));
        var options = LoadBench.Options with { BatchSize = 10, MaxQuarantine = new QuarantineLimit(3, null) };

        var aborted = await bench.LoadFileAsync(source, options);
        var finished = await bench.LoadFileAsync(source, options with { MaxQuarantine = new QuarantineLimit(null, 0.1) });

        Assert.Equal(("max_quarantine", (int)ExitCode.Aborted, LoadStatus.Unfinished), (aborted.StopReason, aborted.ExitCode, aborted.Status));
        Assert.Equal(20, aborted.RecordsRead);
        Assert.True(finished.Resumed);
        Assert.Equal((60, 55, 5), (finished.RecordsRead, finished.RecordsApplied, finished.RecordsQuarantined));
        Assert.Equal(5, LoadBench.Quarantine(finished).Count);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_writes_nothing()
    {
        var bench = await NewAsync();
        var records = Hearings(30, bad: 12);

        var first = await bench.LoadAsync([.. SomeHearings.AllCommittees(), .. records()], LoadBench.Options with { DryRun = true, BatchSize = 7 });

        Assert.Equal((37, 1, 9), (first.RecordsApplied, first.RecordsQuarantined, first.ExitCode));
        Assert.False(Directory.Exists(bench.Output));
        Assert.True(bench.Database.IsSqlite ? !File.Exists(bench.Database.Given) : bench.Database.Tables().Count == 0);

        await bench.LoadAsync(SomeHearings.AllCommittees());
        var before = bench.Database.Dump();
        var second = await bench.LoadAsync(records(), LoadBench.Options with { DryRun = true });
        Assert.Equal(29, second.RecordsInserted);
        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task Validation_past_its_time_rolls_the_batch_back_and_says_so()
    {
        var bench = await NewAsync(WithChecks("""
            checks:
              batch:
                slow:
                  sqlite: >-
                    select h.event_id from hearings h join batch_hearings b on b.hearing_id = h.hearing_id where case when h.location = 'slow' then
                    (with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000000 + h.hearing_id) select max(i) from n) = 0 else 0 end
                  postgresql: "select h.event_id from hearings h join batch_hearings b on b.hearing_id = h.hearing_id where h.location = 'slow' and pg_sleep(30)::text = 'x'"
            """));
        await bench.LoadAsync(SomeHearings.AllCommittees());
        var before = bench.Database.Dump();

        // The one batch is slow, the other not; a generous budget, for the machine may be slow as well.
        var report = await bench.LoadAsync(
            Enumerable.Range(0, 10).Select(n => n < 5 ? SomeHearings.Hearing(n).With("location", "slow") : SomeHearings.Hearing(n)),
            LoadBench.Options with { BatchSize = 5, BatchValidationTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(5, report.RecordsInserted);
        var error = Assert.Single(report.BatchErrors);
        Assert.Equal((1, BatchEnd.TimedOut, 5), (error.Batch, error.Outcome, error.RecordsRefused));
        Assert.All(error.Records, r => Assert.Equal(RefusalRule.Timeout, Assert.Single(r.Reasons).Rule));
        Assert.NotEqual(before, bench.Database.Dump());
    }

    [Fact]
    public async Task A_load_told_to_stop_ends_after_its_batch_and_goes_on_with_the_next()
    {
        var bench = await NewAsync();
        var twin = await NewAsync();
        var source = bench.File([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 92).Select(n => SomeHearings.Hearing(n))]);
        await twin.LoadFileAsync(source, LoadBench.Options with { BatchSize = 10 });
        using var stop = new CancellationTokenSource();
        bench.KillPoints = KillPoints.At($"{LoadSteps.Committed}:4", stop.Cancel);

        var stopped = await BatchLoader.RunAsync(
            bench.Dataset, [source], bench.Database.Address, LoadBench.Options with { BatchSize = 10, OutputDirectory = bench.Output }, bench.Around(), null, stop.Token);
        var resumed = await bench.LoadFileAsync(source, LoadBench.Options with { BatchSize = 10 });

        Assert.Equal(("sigint", 130, 4), (stopped.StopReason, stopped.ExitCode, stopped.BatchCount));
        Assert.True(resumed.Resumed);
        Assert.Equal((10, 100), (resumed.BatchCount, resumed.RecordsInserted));
        Assert.Equal(stopped.Load, resumed.Load);
        Assert.Equal(twin.Database.Dump(), bench.Database.Dump());
    }

    [Fact]
    public async Task An_unfinished_load_whose_source_changed_is_left_and_a_new_one_begun()
    {
        var bench = await NewAsync();
        var source = bench.File([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 20).Select(n => SomeHearings.Hearing(n))]);
        bench.KillPoints = KillPoints.At($"{LoadSteps.Planned}:3", () => throw new SimulatedCrashException());
        await Assert.ThrowsAsync<SimulatedCrashException>(() => bench.LoadFileAsync(source, LoadBench.Options with { BatchSize = 5 }));
        bench.KillPoints = KillPoints.None;
        File.WriteAllText(source, File.ReadAllText(source).Replace("Committee 1", "Committee One", StringComparison.Ordinal));

        var report = await bench.LoadFileAsync(source, LoadBench.Options with { BatchSize = 5 });

        Assert.False(report.Resumed);
        Assert.Equal(28, report.RecordsApplied);
        Assert.Equal(["abandoned", "complete"], bench.Database.Query("select status from rollcall_loads order by number"));
        Assert.Single(bench.Log.Of("batch.load.abandoned"));
    }

    [Fact]
    public async Task Standard_input_goes_on_where_it_was_and_refuses_another_input()
    {
        var bench = await NewAsync();
        var lines = SomeHearings.AllCommittees().Concat(Enumerable.Range(0, 20).Select(n => SomeHearings.Hearing(n))).Select(r => r.ToJsonString() + "\n").ToList();
        bench.KillPoints = KillPoints.At($"{LoadSteps.Applied}:3", () => throw new SimulatedCrashException());
        await Assert.ThrowsAsync<SimulatedCrashException>(() => bench.LoadFileAsync("-", LoadBench.Options with { BatchSize = 5 }, string.Concat(lines)));
        bench.KillPoints = KillPoints.None;

        var other = await Assert.ThrowsAsync<RollcallException>(() => bench.LoadFileAsync("-", LoadBench.Options with { BatchSize = 5 }, string.Concat(lines.AsEnumerable().Reverse())));
        var same = await bench.LoadFileAsync("-", LoadBench.Options with { BatchSize = 5 }, string.Concat(lines));

        Assert.Contains("--fresh", other.Remedy, StringComparison.Ordinal);
        Assert.True(same.Resumed);
        Assert.Equal(20, bench.Database.Count("hearings"));
    }

    [Fact]
    public async Task One_load_at_a_time_works_on_a_database()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        RollcallException? second = null;
        bench.KillPoints = KillPoints.At(LoadSteps.Begun, () =>
        {
            var rival = new LoadBench(bench.Database, _folder);
            second = Assert.ThrowsAny<RollcallException>(() => rival.LoadAsync([SomeHearings.Hearing(2)], LoadBench.Options with { BusyTimeout = TimeSpan.FromSeconds(1) }).GetAwaiter().GetResult());
        });

        await bench.LoadAsync([SomeHearings.Hearing(1)]);

        Assert.Equal(ExitCode.Usage, second!.ExitCode);
        Assert.Contains("Another load works", second.Message, StringComparison.Ordinal);
        Assert.Equal(1, bench.Database.Count("hearings"));
    }

    [Fact]
    public async Task Events_and_metrics_tell_of_every_batch()
    {
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Rollcall" && instrument.Name.StartsWith("batch.load.", StringComparison.Ordinal))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        var bench = await NewAsync(WithName("events"));
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => (string?)t.Value);
            if (all["dataset"] == "events")
            {
                var name = instrument.Name + (all.TryGetValue("outcome", out var outcome) ? ":" + outcome : "");
                lock (measured)
                {
                    measured[name] = measured.GetValueOrDefault(name) + (instrument is Histogram<double> ? 1 : value);
                }
            }
        }

        listener.SetMeasurementEventCallback<double>((i, v, t, _) => Add(i, v, t));
        listener.SetMeasurementEventCallback<long>((i, v, t, _) => Add(i, v, t));
        listener.Start();
        await bench.LoadAsync([.. SomeHearings.AllCommittees(), .. Hearings(30, bad: 12)()], LoadBench.Options with { BatchSize = 10 });

        Assert.Equal(4, measured["batch.load.batch_duration_seconds"]);
        Assert.Equal(4, measured["batch.load.checkpoint_seconds"]);
        Assert.Equal(4, measured["batch.load.validation_seconds"]);
        Assert.Equal(1, measured["batch.load.duration_seconds"]);
        Assert.Equal((3, 1), (measured["batch.load.batches:committed"], measured["batch.load.batches:isolated"]));
        Assert.Equal((37, 1), (measured["batch.load.records:inserted"], measured["batch.load.records:quarantined"]));
        Assert.Single(bench.Log.Of("batch.load.start"));
        Assert.Single(bench.Log.Of("batch.load.end"));
        Assert.Equal(3, bench.Log.Of("batch.load.commit").Count);
        Assert.Contains("record 21 (event_id 100012)", Assert.Single(bench.Log.Of("batch.load.rollback")), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract int Turns { get; }

    private protected abstract Task<TestDatabase> CreateAsync(string path);

    private static Func<List<JsonObject>> Hearings(int count, int bad) =>
        () => [.. Enumerable.Range(0, count).Select(n => n == bad ? SomeHearings.Hearing(n).With("chamber", "Lords") : SomeHearings.Hearing(n))];

    private static DatasetDefinition WithChecks(string checks)
    {
        var text = File.ReadAllText(Repository.PathOf("datasets/hearings.yaml"));
        return DatasetReader.Parse("checked.yaml", text[..text.IndexOf("checks:", StringComparison.Ordinal)] + checks);
    }

    private static DatasetDefinition WithName(string name) => DatasetReader.Parse(
        "named.yaml", File.ReadAllText(Repository.PathOf("datasets/hearings.yaml")).Replace("dataset: hearings", $"dataset: {name}", StringComparison.Ordinal));

    private async Task<LoadBench> NewAsync(DatasetDefinition? dataset = null, JsonObject? loadFirst = null)
    {
        var database = await CreateAsync(_folder.At($"{++_count}.db"));
        if (loadFirst is not null)
        {
            await new LoadBench(database, _folder).LoadAsync([.. SomeHearings.AllCommittees(), loadFirst]);
        }

        return new LoadBench(database, _folder, dataset);
    }
}

public sealed class SqlitePolicyTests : PolicyContract
{
    private protected override int Turns => 5;

    private protected override Task<TestDatabase> CreateAsync(string path) => Task.FromResult(TestDatabase.Sqlite(path));
}

public sealed class PostgresPolicyTests(PostgresServer server) : PolicyContract
{
    private protected override int Turns => Amount.Of(1, full: 5);

    private protected override Task<TestDatabase> CreateAsync(string path) => TestDatabase.PostgresAsync(server);
}
