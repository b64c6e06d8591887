using Rollcall.Dashboard.Schedules;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

public sealed class ScheduleHistoryTests : IDisposable
{
    private const string Job = "nightly";

    private static readonly DateTimeOffset Begun = new(2026, 1, 5, 2, 30, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly ScheduleHistory _history;

    public ScheduleHistoryTests()
    {
        _history = ScheduleHistory.Open(_folder.Path, new RecordingLog());
        _history.Of(Job, Begun);
    }

    [Fact]
    public void What_is_still_going_is_never_pushed_out()
    {
        var going = Add(day: 0, start => start with { ProcessId = "p" });
        for (var day = 1; day <= ScheduleHistory.MostStarts + 5; day++)
        {
            Add(day, start => start with { NotStarted = "it was refused" });
        }

        var kept = _history.Of(Job, Begun).Starts;
        Assert.Equal((ScheduleHistory.MostStarts + 1, going), (kept.Count, kept[^1]));

        _history.Update(Job, going with { EndedAt = Begun });
        Add(day: 200, start => start with { NotStarted = "it was refused" });
        Assert.Equal(ScheduleHistory.MostStarts, _history.Of(Job, Begun).Starts.Count);
    }

    [Fact]
    public void Times_that_come_while_a_start_is_going_are_one_entry_until_something_else_comes_between()
    {
        Add(day: 0, start => start with { ProcessId = "p" });
        Add(day: 1, StillGoing);
        Add(day: 2, start => StillGoing(start) with { Missed = 3 });
        Add(day: 3, start => start with { NotStarted = "it was refused" });
        Add(day: 4, StillGoing);

        Assert.Equal([(4, 1, 0), (3, 1, 0), (2, 2, 3), (0, 1, 0)], _history.Of(Job, Begun).Starts.Select(s => ((s.Due - Begun).Days, s.Times, s.Missed)));
    }

    [Fact]
    public void Another_serve_is_named_when_it_holds_the_lock_and_not_for_other_trouble()
    {
        var held = Assert.Throws<RollcallException>(() => ScheduleHistory.Open(_folder.Path, new RecordingLog()));
        Directory.CreateDirectory(_folder.At("other", "schedule.lock"));
        var trouble = Assert.Throws<RollcallException>(() => ScheduleHistory.Open(_folder.At("other"), new RecordingLog()));

        Assert.Equal(ExitCode.Usage, held.ExitCode);
        Assert.Equal(ExitCode.StorageUnavailable, trouble.ExitCode);
        Assert.DoesNotContain("another serve", trouble.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _history.Dispose();
        _folder.Dispose();
    }

    private static ScheduledStart StillGoing(ScheduledStart start) => start with { NotStarted = ScheduledStart.StillGoing };

    private ScheduledStart Add(int day, Func<ScheduledStart, ScheduledStart> with)
    {
        var start = with(new ScheduledStart { Due = Begun.AddDays(day), At = Begun.AddDays(day) });
        _history.Add(Job, start);
        return start;
    }
}
