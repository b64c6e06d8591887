using System.Globalization;
using Rollcall.Dashboard.Schedules;
using Rollcall.Settings;

namespace Rollcall.Tests.Dashboard.Schedules;

public sealed class ScheduleTurnTests
{
    private static readonly CronTimes EveryNight = new("30 2 * * *", TimeZoneInfo.Utc);

    [Theory]
    [InlineData("05T02:30", "05T12:00", MissedRule.RunOnce, "wait 06T02:30")]
    [InlineData("05T02:30", "06T02:30", MissedRule.RunOnce, "start 06T02:30 missed 0")]
    [InlineData("05T02:30", "06T02:31", MissedRule.Skip, "start 06T02:30 missed 0")] // a minute late is in time
    [InlineData("05T02:30", "06T02:32", MissedRule.RunOnce, "start 06T02:30 missed 1")]
    [InlineData("05T02:30", "06T02:32", MissedRule.Skip, "leave 06T02:30 missed 1")]
    [InlineData("01T02:30", "05T12:00", MissedRule.RunOnce, "start 05T02:30 missed 4")] // once, however many
    [InlineData("01T02:30", "05T12:00", MissedRule.Skip, "leave 05T02:30 missed 4")]
    [InlineData("01T02:30", "05T02:30", MissedRule.Skip, "start 05T02:30 missed 3")] // what is due now is not missed
    [InlineData("06T02:30", "06T02:29", MissedRule.RunOnce, "wait 07T02:30")] // the clock was set back a little: nothing twice
    public void A_job_waits_is_started_or_leaves_out_what_was_missed(string considered, string now, MissedRule rule, string expected) =>
        Assert.Equal(expected, ScheduleTurn.Of(EveryNight, rule, At(considered), At(now)) switch
        {
            ScheduleTurn.Wait wait => $"wait {Text(wait.Until!.Value)}",
            ScheduleTurn.Start start => $"start {Text(start.Due)} missed {start.Missed}",
            ScheduleTurn.LeaveOut leave => $"leave {Text(leave.Due)} missed {leave.Missed}",
            _ => "",
        });

    [Theory]
    [InlineData("06T02:30", "06T12:00", "06T02:30", "07T02:30")]
    [InlineData("06T02:30", "06T02:29", "06T02:30", "07T02:30")]
    [InlineData("06T02:30", "06T02:28", "06T02:28", "06T02:30")] // farther ahead than a clock is set by: it was wrong
    [InlineData("30T02:30", "06T12:00", "06T12:00", "07T02:30")]
    public void What_is_dealt_with_lies_at_most_a_little_ahead(string considered, string now, string dealt, string next)
    {
        Assert.Equal(At(dealt), ScheduleTurn.Dealt(At(considered), At(now)));
        Assert.Equal(At(next), ScheduleTurn.NextOf(EveryNight, At(considered), At(now)));
    }

    [Fact]
    public void A_job_whose_times_are_over_waits_for_nothing() =>
        Assert.Equal(new ScheduleTurn.Wait(null), ScheduleTurn.Of(new CronTimes("0 0 6 1 1 ? 2025", TimeZoneInfo.Utc), MissedRule.RunOnce, At("01T00:00"), At("05T00:00")));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse($"2026-01-{text}Z", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("dd'T'HH:mm", CultureInfo.InvariantCulture);
}
