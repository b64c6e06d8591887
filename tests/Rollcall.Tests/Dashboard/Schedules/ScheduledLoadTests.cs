using Rollcall.Dashboard.Schedules;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

/// <summary>What a job's load takes: every run of the job that is through, once for each time it got on, whatever became of the runs beside it.</summary>
public sealed class ScheduledLoadTests : IAsyncDisposable
{
    // Each night's answer and exit code are prepared; loads note what they are given.
    private const string Script = "if [ \"$1\" = load ]; then shift 2; for a in \"$@\"; do case $a in -*) ;; *) printf '%s ' \"$a\";; esac; done >> FOLDER/noted; echo >> FOLDER/noted; exit $(cat FOLDER/load); fi; cat FOLDER/answer; exit $(cat FOLDER/code)";

    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Scheduling _schedule = new();
    private int _night;

    [Fact]
    public async Task A_run_that_is_through_is_loaded_though_another_of_its_command_is_not()
    {
        await StartAsync();

        Came("a1", StopReason.Completed);
        Came("b1", StopReason.Unreachable);
        await NightAsync(5, "a1", "b1");
        Assert.Equal(["a1"], _schedule.Noted);

        // What was unfinished is loaded when it is through, and what was loaded is not loaded again.
        Came("a2", StopReason.NothingToDo, found: 0);
        Came("b1", StopReason.CompletedWithFailures);
        await NightAsync(3, "a2", "b1");
        Assert.Equal(["a1", "b1"], _schedule.Noted);
    }

    [Fact]
    public async Task A_run_that_somebody_took_up_in_between_is_loaded_with_the_next()
    {
        await StartAsync();
        Came("a1", StopReason.Unreachable);
        await NightAsync(5, "a1");
        Came("a1", StopReason.Completed, days: 1);

        Came("a2", StopReason.NothingToDo, found: 0);
        await NightAsync(0, "a2");
        Assert.Equal(["a1"], _schedule.Noted);

        // A retry finds what had failed: that is in the run's journal, and has to be loaded too.
        Came("a1", StopReason.Completed, days: 2);
        await NightAsync(0, "a2");
        Assert.Equal(["a1", "a1"], _schedule.Noted);
        await NightAsync(0, "a2");
        Assert.Equal(["a1", "a1"], _schedule.Noted);
    }

    [Fact]
    public async Task Runs_wait_for_their_database_however_many_nights_it_is_away()
    {
        await StartAsync();
        File.WriteAllText(_schedule.At("load"), "7");
        Came("a1", StopReason.Completed);
        await NightAsync(0, "a1");
        Came("none", StopReason.NothingToDo, found: 0);
        for (var night = 0; night < ScheduleHistory.MostStarts; night++)
        {
            await NightAsync(0, "none");
        }

        Assert.DoesNotContain(_schedule.Starts(), s => s.RunIds.Contains("a1"));
        File.WriteAllText(_schedule.At("load"), "0");
        await NightAsync(0, "none");
        await NightAsync(0, "none");

        Assert.Equal(ScheduleHistory.MostStarts + 2, _schedule.Noted.Count(line => line == "a1"));
        Assert.Equal((0, null), (_schedule.Starts()[1].LoadExitCode, _schedule.Starts()[0].LoadExitCode));
    }

    [Fact]
    public async Task What_a_killed_command_had_got_through_is_loaded_too()
    {
        await StartAsync();
        using var account = new Account(_schedule.Output);
        account.Time.Advance(new DateTimeOffset(2026, 1, 6, 2, 30, 5, TimeSpan.Zero) - account.Time.GetUtcNow());
        await using (var ledger = await account.OpenAsync(SomeLedger.Request(_schedule.Output) with { Origin = new RunOrigin(Path.GetFullPath("court.yaml"), new Dictionary<string, string>(), null, null) }))
        {
            Came(ledger.Run.RunId, StopReason.Completed);
        }

        var run = JournalFile.Open(account.Journal()).Header.RunId;
        await NightAsync(137);

        Assert.Equal([run], _schedule.Starts()[0].RunIds);
        Assert.Equal([run], _schedule.Noted);
    }

    public ValueTask DisposeAsync() => _schedule.DisposeAsync();

    private async Task StartAsync()
    {
        File.WriteAllText(_schedule.At("load"), "0");
        File.WriteAllText(_schedule.At("noted"), "");
        await _schedule.StartAsync(Scheduling.Nightly() with { Load = "cases.yaml" }, Script);
    }

    /// <summary>What a run has come to by now.</summary>
    private void Came(string run, StopReason stop, int found = 3, int days = 0) => File.WriteAllText(ReportFiles.SummaryOf(_schedule.Output, run), RunReport.Of(new RunFacts
    {
        Run = new RunIdentity(run, "court", "25", Noon, IsResumed: false),
        Totals = new RunTotals { Succeeded = found },
        Tally = new RunTally(Noon),
        StopReason = stop,
        EndedAt = Noon.AddDays(days),
    }).ToJson());

    /// <summary>A night in which the job's command ends like this.</summary>
    private async Task NightAsync(int code, params string[] runs)
    {
        File.WriteAllText(_schedule.At("answer"), $$"""{ "exit_code": {{code}}, "runs": [{{string.Join(", ", runs.Select(r => $$"""{ "report": { "run_id": "{{r}}" } }"""))}}] }""");
        File.WriteAllText(_schedule.At("code"), $"{code}");
        await _schedule.PassAsync(TimeSpan.FromDays(1));
        _night++;
        while (_schedule.Log.Lines.Count(l => l.Event is "serve.schedule.ended" or "serve.schedule.failed") < _night)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
