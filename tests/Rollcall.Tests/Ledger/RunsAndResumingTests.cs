using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class RunsAndResumingTests : IDisposable
{
    private readonly Account _account = new();

    public static TheoryData<StopReason> Finishing => new(Enum.GetValues<StopReason>().Where(r => r.Code() is ExitCode.Completed or ExitCode.Incomplete));

    public static TheoryData<StopReason> Unfinished => new(Enum.GetValues<StopReason>().Where(r => r.Code() is not (ExitCode.Completed or ExitCode.Incomplete)));

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_killed_run_is_taken_up_again_with_all_it_settled()
    {
        var first = await _account.RunAsync(Attempt(1, FailureClass.Timeout), Attempt(1, attempt: 2), Found(1), Absent(2), Failed(3), Unavailable(5));
        _account.Time.Advance(TimeSpan.FromHours(3));

        await using var second = await _account.OpenAsync();

        Assert.Equal(first with { IsResumed = true }, second.Run);
        Assert.Equal("4,6-9", second.Open(9));
        Assert.Equal(5, second.View.HighestSeen);
        var totals = second.View.Totals;
        Assert.Equal((2, 1, 1, 1, 2, 1), (totals.Succeeded, totals.Unavailable, totals.NoRecord, totals.Failed, totals.Attempts, totals.Retries));
        Assert.Equal("timeout", Assert.Single(totals.Errors).Class);
        Assert.Single(_account.Journals());
    }

    [Theory]
    [MemberData(nameof(Unfinished))]
    public async Task A_run_that_stopped_before_its_end_is_taken_up_again(StopReason reason)
    {
        var first = await _account.RunAsync(Found(1), Stop(reason));

        await using var second = await _account.OpenAsync();

        Assert.Equal(first.RunId, second.Run.RunId);
        Assert.True(second.Run.IsResumed);
    }

    [Theory]
    [MemberData(nameof(Finishing))]
    public async Task A_finished_run_is_followed_by_a_new_one(StopReason reason)
    {
        var first = await _account.RunAsync(Found(1), Stop(reason));

        await using var second = await _account.OpenAsync();

        Assert.True(string.CompareOrdinal(second.Run.RunId, first.RunId) > 0);
        Assert.False(second.Run.IsResumed);
        Assert.False(second.View.IsSettledInRun(1));
        Assert.Equal(0, second.View.Totals.Total);
        Assert.Equal("2-3", second.Open(3));
    }

    [Fact]
    public async Task A_run_taken_up_after_its_end_is_unfinished_until_it_stops_again()
    {
        var first = await _account.RunAsync(Failed(1), Stop(StopReason.CompletedWithFailures));
        await using (await _account.OpenAsync(new OpenIntent.Retry(first.RunId, null)))
        {
        }

        await using var second = await _account.OpenAsync();

        Assert.Equal(first.RunId, second.Run.RunId);
        Assert.Equal("1", second.Open(1));
    }

    [Fact]
    public async Task Fresh_leaves_an_unfinished_run_as_it_is_but_keeps_what_it_collected()
    {
        var first = await _account.RunAsync(Found(1), Failed(2));
        var before = await File.ReadAllBytesAsync(_account.Journal(), TestContext.Current.CancellationToken);

        await using var second = await _account.OpenAsync(OpenIntent.Fresh);

        Assert.NotEqual(first.RunId, second.Run.RunId);
        Assert.Equal("2-3", second.Open(3));
        Assert.Equal(before, await File.ReadAllBytesAsync(_account.Journals()[0], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_run_asks_what_failed_lapsed_expired_or_was_never_asked()
    {
        // 1-5 confirmed below the mark of 6; 7 confirmed above it; 8 below a later mark, but never confirmed; 9 failed.
        await _account.RunAsync(
            Absent(1, Noon.AddDays(-31)), Absent(2, Noon.AddDays(-29)), Absent(3), Absent(4), Found(5), Found(6), Absent(7), Seal("1-4,7"), Absent(8), Failed(9), Stop(StopReason.CompletedWithFailures));

        await using var second = await _account.OpenAsync();

        Assert.Equal("1,7-10", second.Open(10));
        Assert.Equal("1-4,7-10", second.Open(10, Noon.AddDays(40)));
    }

    [Fact]
    public async Task An_absence_above_the_mark_of_its_run_is_asked_again_when_a_later_run_finds_a_higher_mark()
    {
        await _account.RunAsync(Found(60), Absent(70), Seal("70"), Stop(StopReason.Completed));

        await using var second = await _account.OpenAsync();
        await second.AppendAsync(new LedgerEvent.Probed(Noon, Id(100), Seen: true, 1), Found(100));

        Assert.Contains("70", IdsOf(second.View.OpenIn(new IdRange(70, 70), Noon, Month)));
    }

    [Fact]
    public async Task An_absence_that_expired_in_mid_run_is_not_asked_twice_in_that_run()
    {
        await _account.RunAsync(Found(9), Absent(1, Noon.AddDays(-40)), Seal("1"), Stop(StopReason.Completed));
        await using var second = await _account.OpenAsync();
        Assert.Equal("1", second.Open(1));

        await second.AppendAsync(Absent(1));

        Assert.Equal("", second.Open(1));
        Assert.Equal("", second.Open(1, Noon.AddDays(40)));
    }

    [Fact]
    public async Task Retry_opens_the_failures_of_one_class()
    {
        var first = await _account.RunAsync(Found(1), Failed(2, FailureClass.Timeout), Failed(3, FailureClass.WrongId), Failed(4, FailureClass.Timeout), Stop(StopReason.CompletedWithFailures));

        await using var retry = await _account.OpenAsync(new OpenIntent.Retry(first.RunId, FailureClass.Timeout));

        Assert.Equal(first.RunId, retry.Run.RunId);
        Assert.Equal("2,4-5", retry.Open(5));
        Assert.Equal(1, retry.View.Totals.Failed);
        Assert.Equal("2,4", retry.View.ReopenedInRun.ToString());
    }

    [Fact]
    public async Task A_retry_that_was_killed_goes_on_with_what_it_had_not_asked_and_what_failed_again()
    {
        var first = await _account.RunAsync(Failed(1), Failed(2), Failed(3), Failed(4, FailureClass.WrongId), Stop(StopReason.CompletedWithFailures));
        await using (var retry = await _account.OpenAsync(new OpenIntent.Retry(first.RunId, FailureClass.Timeout)))
        {
            await retry.AppendAsync(Found(1), Failed(2));
        }

        await using var again = await _account.OpenAsync(new OpenIntent.Retry(first.RunId, FailureClass.Timeout));

        Assert.Equal("2-3", again.View.ReopenedInRun.ToString());
    }

    [Fact]
    public async Task The_mark_that_an_earlier_run_found_is_known_but_not_its_probes()
    {
        await _account.RunAsync(new LedgerEvent.Probed(Noon, Id(60), Seen: true, 1), new LedgerEvent.MarkFound(Noon, 60, 0.9, 31), Stop(StopReason.Completed));

        await using var second = await _account.OpenAsync();

        Assert.Equal(60, second.View.Probes.Result!.Mark);
        Assert.True(second.View.Probes.Seen.IsEmpty);
        Assert.Equal(60, second.View.HighestSeen);
    }

    [Fact]
    public async Task Reread_opens_nothing_and_journals_the_new_definition()
    {
        var first = await _account.RunAsync(Failed(2, FailureClass.Extraction), Stop(StopReason.CompletedWithFailures));

        await using (var reread = await _account.OpenAsync(Request(_account.Folder, new OpenIntent.Reread(first.RunId)) with { DefinitionHash = "d2" }))
        {
            Assert.Equal("1", reread.Open(2));
            await reread.AppendAsync(Found(2));
        }

        var events = JournalFile.Open(_account.Journal()).Lines().OfType<JournalLine.Entry>().Select(e => e.Event).ToList();
        Assert.Equal("d2", events.OfType<LedgerEvent.Resumed>().Single().DefinitionHash);
        Assert.Single(_account.Log.Of("batch.definition.changed"));
    }

    [Fact]
    public async Task Retry_of_a_run_that_is_not_the_newest_names_the_newest()
    {
        var first = await _account.RunAsync(Failed(1), Stop(StopReason.CompletedWithFailures));
        var second = await _account.RunAsync(Failed(1), Stop(StopReason.CompletedWithFailures));

        var refusal = await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync(new OpenIntent.Retry(first.RunId, null)));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains(second.RunId, refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pattern", true)]
    [InlineData("source", true)]
    [InlineData("site", false)]
    public async Task A_changed_identity_is_refused_with_the_remedy(string what, bool afterTheEndToo)
    {
        await _account.RunAsync(Found(1));
        var registry = Request(_account.Folder).Identity.Registry;
        var request = WithRegistry(what switch
        {
            "pattern" => registry with { Pattern = "T-{number}" },
            "source" => registry with { Source = "list ids.txt" },
            _ => registry with { Site = "https://elsewhere.example/" },
        });

        var refusal = await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync(request));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Remedy);

        await _account.RunAsync(Stop(StopReason.Completed));
        if (afterTheEndToo)
        {
            await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync(request));
        }
        else
        {
            await using var moved = await _account.OpenAsync(request);
            Assert.Equal("2", moved.Open(2));
            Assert.Single(_account.Log.Of("batch.site.changed"));
        }
    }

    [Fact]
    public async Task Partitions_and_registries_do_not_see_each_other()
    {
        await _account.RunAsync(Found(1));
        var year = Request(_account.Folder, partition: "24");
        var name = WithRegistry(year.Identity.Registry with { Registry = "court-2" });

        foreach (var other in new[] { year, name })
        {
            await using var ledger = await _account.OpenAsync(other);
            Assert.Equal("1-2", ledger.Open(2));
            Assert.False(ledger.Run.IsResumed);
        }
    }

    [Fact]
    public async Task Every_journal_goes_on_where_the_one_before_ended()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.Completed));
        await _account.RunAsync(Found(2), Stop(StopReason.Completed));
        await _account.RunAsync(Found(3));

        var journals = _account.Journals().Select(JournalFile.Open).ToList();
        Assert.Equal([1, 4, 7], journals.Select(j => j.Header.Seq));
        Assert.Equal([0, 3, 6], journals.Select(j => j.Header.PreviousSeq));
        Assert.Equal([null, journals[0].Name, journals[1].Name], journals.Select(j => j.Header.PreviousJournal));
        Assert.Equal([8L], journals[2].Lines().OfType<JournalLine.Entry>().Select(e => e.Seq));
    }

    [Fact]
    public async Task Run_ids_stay_in_order_when_the_clock_is_set_back()
    {
        var ids = new List<string>();
        for (var start = 0; start < 3; start++)
        {
            using var earlier = new Account(_account.Folder);
            earlier.Time.Advance(TimeSpan.FromDays(-start));
            ids.Add((await earlier.RunAsync(Stop(StopReason.Completed))).RunId);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_missing_journal_is_reported_and_what_it_settled_is_open()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.Completed));
        await _account.RunAsync(Found(2), Stop(StopReason.Completed));
        await _account.RunAsync(Found(3), Stop(StopReason.Completed));
        File.Delete(_account.Journals()[1]);
        _account.ForgetCheckpoints();

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("2,4", ledger.Open(4));
        Assert.Contains("audit_20251122T120001Z-court-25.ndjson at seq 6", Assert.Single(_account.Log.Of("batch.journal.chain_broken")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_begins_where_the_files_stand_and_leaves_them_alone()
    {
        var run = await _account.RunAsync(Found(1));
        var before = await File.ReadAllBytesAsync(_account.Journal(), TestContext.Current.CancellationToken);

        await using (var dry = MemoryLedger.Open(Request(_account.Folder), _account.Time, _account.Log))
        {
            Assert.Equal(run.RunId, dry.Run.RunId);
            await dry.AppendAsync(Found(2));
            Assert.Equal("3", dry.Open(3));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_account.Journal(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_dry_run_in_an_empty_place_creates_nothing()
    {
        var nowhere = Path.Combine(_account.Folder, "not-there");

        await using var dry = MemoryLedger.Open(Request(nowhere), _account.Time, _account.Log);
        await dry.AppendAsync(Found(1));

        Assert.Equal("2", dry.Open(2));
        Assert.False(Directory.Exists(nowhere));
    }

    private LedgerRequest WithRegistry(RegistryIdentity registry) =>
        Request(_account.Folder) with { Identity = Request(_account.Folder).Identity with { Registry = registry } };

    private static IEnumerable<string> IdsOf(IdSet ids) => ids.Ranges.Select(r => r.ToString());
}
