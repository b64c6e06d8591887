using System.Text.Json.Nodes;
using Rollcall.Loading;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Mapping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>What every database must do.</summary>
public abstract class LoadContract : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _count;

    [Fact]
    public async Task Two_hundred_updates_and_a_hundred_new_ones_with_a_broken_key_in_record_250_commit_299()
    {
        var bench = await ScenarioAsync();
        var before = bench.Database.Query("select * from hearings order by event_id");

        var report = await bench.LoadAsync(Scenario());

        Assert.Equal(299, report.RecordsApplied);
        Assert.Equal(200, report.RecordsUpdated);
        Assert.Equal(99, report.RecordsInserted);
        Assert.Equal(1, report.RecordsQuarantined);
        Assert.Equal(6, report.BatchCount);
        Assert.Equal(5, report.BatchesSucceeded);
        Assert.Equal(1, report.BatchesFailed);
        Assert.Equal(LoadStatus.Incomplete, report.Status);
        Assert.Equal((int)ExitCode.LoadIncomplete, report.ExitCode);
        var error = Assert.Single(report.BatchErrors);
        Assert.Equal(5, error.Batch);
        var refused = Assert.Single(error.Records);
        Assert.Equal(250, refused.Record);
        Assert.Equal("event_id 100249", refused.Key);
        var reason = Assert.Single(refused.Reasons);
        Assert.Equal(RefusalRule.ForeignKey, reason.Rule);
        Assert.Equal("committee_id", reason.Column);
        Assert.Equal("zzzz99", reason.Value);
        Assert.Equal(299, bench.Database.Count("hearings"));
        Assert.Empty(bench.Database.Query("select 1 from hearings where event_id = '100249'"));
        Assert.Equal(200, before.Count);
        bench.Database.AssertSound();
    }

    [Fact]
    public async Task The_same_with_whole_batches_rejected_commits_exactly_250()
    {
        var bench = await ScenarioAsync();
        // What the five good batches alone would give: the rejected one must have left no trace, not even a witness.
        var twin = await ScenarioAsync();
        await twin.LoadAsync(Scenario().Where((_, i) => i is < 200 or >= 250));

        var report = await bench.LoadAsync(Scenario(), LoadBench.Options with { OnFailure = OnFailure.SkipBatch });

        Assert.Equal(250, report.RecordsApplied);
        Assert.Equal(50, report.RecordsQuarantined);
        Assert.Equal(250, bench.Database.Count("hearings"));
        Assert.Equal(twin.Database.Dump(), bench.Database.Dump());
        var error = Assert.Single(report.BatchErrors);
        Assert.Equal((5, BatchEnd.Rejected), (error.Batch, error.Outcome));
        var lines = LoadBench.Quarantine(report);
        Assert.Equal(50, lines.Count);
        Assert.Equal(1, lines.Count(l => RuleOf(l) == "foreign_key"));
        Assert.Equal(49, lines.Count(l => RuleOf(l) == "batch_rejected"));
    }

    [Fact]
    public async Task A_refused_record_leaves_no_witness_and_no_document_behind()
    {
        var bench = await ScenarioAsync();
        var twin = await ScenarioAsync();
        await twin.LoadAsync(Scenario().Where((_, i) => i != 249));

        await bench.LoadAsync(Scenario());

        Assert.Equal(twin.Database.Dump(), bench.Database.Dump());
    }

    [Fact]
    public async Task A_batch_that_the_database_itself_refuses_does_not_touch_the_others()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        RefuseInDatabase(bench.Database, "100200 and 100249");

        var report = await bench.LoadAsync(Enumerable.Range(0, 500).Select(n => SomeHearings.Hearing(n)));

        Assert.Equal(10, report.BatchCount);
        Assert.Equal(450, bench.Database.Count("hearings"));
        Assert.Equal(50, report.RecordsQuarantined);
        Assert.Equal(5, Assert.Single(report.BatchErrors).Batch);
        Assert.All(LoadBench.Quarantine(report), l => Assert.Equal("database", RuleOf(l)));
    }

    [Fact]
    public async Task Of_a_batch_with_three_records_that_only_the_database_objects_to_the_other_47_commit()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        RefuseInDatabase(bench.Database, "100003, 100004, 100031".Split(", "));

        var report = await bench.LoadAsync(Enumerable.Range(0, 50).Select(n => SomeHearings.Hearing(n)));

        Assert.Equal(47, report.RecordsInserted);
        Assert.Equal([4, 5, 32], Assert.Single(report.BatchErrors).Records.Select(r => (int)r.Record));
        Assert.Equal(47, bench.Database.Count("hearings"));
        Assert.Equal(94, bench.Database.Count("documents"));
    }

    [Fact]
    public async Task Loading_the_same_again_changes_nothing_and_says_so()
    {
        var bench = await ScenarioAsync();
        var source = bench.File(Scenario().Where((_, i) => i != 249));
        await bench.LoadFileAsync(source);
        var before = bench.Database.Dump();

        var again = await bench.LoadFileAsync(source);

        Assert.Equal(299, again.RecordsUnchanged);
        Assert.Equal(0, again.RecordsInserted + again.RecordsUpdated);
        Assert.Equal("nothing_to_do", again.StopReason);
        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task A_hearing_of_a_refused_committee_is_refused_with_that_as_the_reason()
    {
        var bench = await NewAsync();

        var report = await bench.LoadAsync(
        [
            SomeHearings.Committee(0),
            SomeHearings.Committee(1).With("name", ""),
            SomeHearings.Hearing(0),
            SomeHearings.Hearing(1),
            .. Enumerable.Range(10, 60).Where(n => n % 8 < 2).Select(n => SomeHearings.Hearing(n)),
        ], LoadBench.Options with { BatchSize = 5 });

        var lines = LoadBench.Quarantine(report);
        Assert.Equal("required", RuleOf(lines[0]));
        Assert.All(lines.Skip(1), l => Assert.Equal("depends_on_refused", RuleOf(l)));
        Assert.Contains("record 2, which brings it, was refused", lines[1].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(report.RecordsApplied - 1, bench.Database.Count("hearings"));
    }

    [Fact]
    public async Task A_committee_may_come_after_its_hearing_in_the_same_batch()
    {
        var bench = await NewAsync();

        var report = await bench.LoadAsync([SomeHearings.Hearing(0), SomeHearings.Committee(0)]);

        Assert.Equal(2, report.RecordsInserted);
    }

    [Fact]
    public async Task Every_reason_against_a_record_is_told_not_the_first()
    {
        var bench = await NewAsync();
        var record = SomeHearings.Hearing(1)
            .With("title", new string('x', 501)).With("chamber", "Lords").With("congress", 0).With("hearing_date", "31.12.2025")
            .With("committees", new JsonArray("nowh00"));

        var report = await bench.LoadAsync([record]);

        var reasons = Assert.Single(Assert.Single(report.BatchErrors).Records).Reasons;
        Assert.Equal(
            [RefusalRule.Range, RefusalRule.OneOf, RefusalRule.Length, RefusalRule.Type, RefusalRule.ForeignKey],
            reasons.Select(r => r.Rule));
        Assert.Contains("501 characters", reasons[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_records_with_one_key_in_a_batch_the_second_is_refused()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());

        var report = await bench.LoadAsync([SomeHearings.Hearing(1), SomeHearings.Hearing(2), SomeHearings.Hearing(1, version: 2)]);

        var refused = Assert.Single(Assert.Single(report.BatchErrors).Records);
        Assert.Equal(3, refused.Record);
        Assert.Equal(RefusalRule.Duplicate, Assert.Single(refused.Reasons).Rule);
        Assert.Equal(["Hearing 1, version 1"], bench.Database.Query("select title from hearings where event_id = '100001'"));
    }

    [Fact]
    public async Task A_record_whose_twin_is_refused_for_another_reason_is_loaded()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());

        var report = await bench.LoadAsync(
            [SomeHearings.Hearing(1).With("committees", new JsonArray("nowh00")), SomeHearings.Hearing(1, version: 2)]);

        Assert.Equal(1, report.RecordsInserted);
        Assert.Equal(["Hearing 1, version 2"], bench.Database.Query("select title from hearings"));
    }

    [Fact]
    public async Task A_mended_quarantine_file_loads_as_it_is()
    {
        var bench = await ScenarioAsync();
        var report = await bench.LoadAsync(Scenario());

        var unmended = await bench.LoadFileAsync(report.QuarantineFile!);
        var mended = File.ReadAllText(unmended.QuarantineFile!).Replace("zzzz99", SomeHearings.Code(3), StringComparison.Ordinal);
        File.WriteAllText(unmended.QuarantineFile!, mended);
        var after = await bench.LoadFileAsync(unmended.QuarantineFile!);

        Assert.Equal(1, unmended.RecordsQuarantined);
        Assert.Equal(1, after.RecordsInserted);
        Assert.Equal(300, bench.Database.Count("hearings"));
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestDatabase> CreateAsync(string path);

    private protected async Task<LoadBench> NewAsync()
    {
        _count++;
        return new LoadBench(await CreateAsync(_folder.At($"{_count}.db")), _folder);
    }

    /// <summary>Committees and two hundred hearings that are there already.</summary>
    private protected async Task<LoadBench> ScenarioAsync()
    {
        var bench = await NewAsync();
        var report = await bench.LoadAsync([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 200).Select(n => SomeHearings.Hearing(n))]);
        Assert.Equal(208, report.RecordsInserted);
        return bench;
    }

    /// <summary>Two hundred updates, a hundred new hearings; record 250 names a committee that does not exist.</summary>
    private protected static IEnumerable<JsonObject> Scenario() => Enumerable.Range(0, 300).Select(n => n == 249
        ? SomeHearings.Hearing(n, version: 2).With("committees", new JsonArray("zzzz99"))
        : SomeHearings.Hearing(n, version: 2));

    private protected static string RuleOf(JsonObject line) => (string)line["_refused"]!["reasons"]![0]!["rule"]!;

    /// <summary>A rule that only the database knows: a check for hearings in a span, or for certain ones.</summary>
    private static void RefuseInDatabase(TestDatabase database, params string[] ids)
    {
        var condition = ids.Length == 1 ? $"new.event_id between '{ids[0].Split(" and ")[0]}' and '{ids[0].Split(" and ")[1]}'" : $"new.event_id in ('{string.Join("', '", ids)}')";
        database.Execute(database.IsSqlite
            ? $"create trigger refusing before insert on hearings when {condition} begin select raise(abort, 'not this one'); end"
            : $"""
              create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
              create trigger refusing before insert on hearings for each row when ({condition}) execute function refuse()
              """);
    }
}

public sealed class SqliteLoadTests : LoadContract
{
    private protected override Task<TestDatabase> CreateAsync(string path) => Task.FromResult(TestDatabase.Sqlite(path));
}

public sealed class PostgresLoadTests(PostgresServer server) : LoadContract
{
    private protected override Task<TestDatabase> CreateAsync(string path) => TestDatabase.PostgresAsync(server);
}
