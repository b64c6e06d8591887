using System.Globalization;
using Rollcall.Dashboard.Schedules;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

public sealed class CronTimesTests
{
    private static readonly TimeZoneInfo Toronto = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    [Theory]
    [InlineData("30 2 * * *", "2026-01-05T12:00", "2026-01-06T02:30")]
    [InlineData("*/15 * * * *", "2026-01-05T12:00", "2026-01-05T12:15")]
    [InlineData("0 6 * * MON-FRI", "2026-01-09T12:00", "2026-01-12T06:00")] // over a weekend
    [InlineData("0 6 * * 0", "2026-01-05T12:00", "2026-01-11T06:00")] // Sunday is 0 in a crontab
    [InlineData("0 6 * * 7", "2026-01-05T12:00", "2026-01-11T06:00")] // and 7
    [InlineData("0 0 13 * 5", "2026-01-05T12:00", "2026-01-09T00:00")] // the 13th, and every Friday, as in a crontab
    [InlineData("15 30 2 * * ?", "2026-01-05T12:00", "2026-01-06T02:30:15")]
    [InlineData("0 0 6 ? * 2", "2026-01-06T12:00", "2026-01-12T06:00")] // Monday is 2 in Quartz
    [InlineData("0 0 6 1 1 ? 2028", "2026-01-06T12:00", "2028-01-01T06:00")]
    public void Five_fields_are_a_crontabs_and_more_are_quartz(string cron, string after, string expected) =>
        Assert.Equal(Local(expected), new CronTimes(cron, Toronto).After(Local(after)));

    [Fact]
    public void A_time_that_clocks_skip_comes_at_the_first_moment_after_the_gap()
    {
        var times = new CronTimes("30 2 * * *", Toronto);

        Assert.Equal(["2026-03-07T07:30Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z"], Next(times, "2026-03-07T00:00Z", 3)); // 02:30, 03:00, 02:30 in Toronto
    }

    [Fact]
    public void A_time_that_comes_twice_counts_the_first_time_only()
    {
        var times = new CronTimes("30 1 * * *", Toronto);

        Assert.Equal(["2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"], Next(times, "2026-10-31T00:00Z", 3));
    }

    [Theory]
    [InlineData("30 1 * * *", "2026-11-01T05:45Z", "2026-11-02T06:30Z")] // a serve that is started between the two
    [InlineData("30 1 * * *", "2026-11-01T06:10Z", "2026-11-02T06:30Z")]
    [InlineData("0,30 1 * * *", "2026-11-01T05:45Z", "2026-11-02T06:00Z")]
    [InlineData("0 30 1 1 11 ? 2026", "2026-11-01T06:10Z", null)]
    public void The_second_time_does_not_count_whenever_one_looks(string cron, string after, string? next) =>
        Assert.Equal(next is null ? null : Utc(next), new CronTimes(cron, Toronto).After(Utc(after)));

    [Theory]
    [InlineData("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00Z", "2026-03-28T22:00Z")] // midnight is skipped
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-03T15:30Z")] // by half an hour
    [InlineData("*/20 2 * * *", "America/Toronto", "2026-03-08T06:50Z", "2026-03-08T07:00Z")]
    public void Gaps_of_every_kind_are_made_good(string cron, string zone, string after, string next) =>
        Assert.Equal(Utc(next), new CronTimes(cron, TimeZoneInfo.FindSystemTimeZoneById(zone)).After(Utc(after)));

    [Fact]
    public void What_comes_every_hour_keeps_its_hour_when_clocks_change()
    {
        var times = new CronTimes("0 * * * *", Toronto);

        Assert.Equal(["2026-03-08T06:00Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z"], Next(times, "2026-03-08T05:30Z", 3));
        Assert.Equal(["2026-11-01T05:00Z", "2026-11-01T06:00Z", "2026-11-01T07:00Z"], Next(times, "2026-11-01T04:30Z", 3));
    }

    [Theory]
    [InlineData("* * * * * ?", 1000)]
    [InlineData("0 0 * * *", 365)]
    [InlineData("0 0 1 1 *", 1)]
    public void The_latest_of_a_year_of_missed_times_is_found(string cron, int count)
    {
        var times = new CronTimes(cron, TimeZoneInfo.Utc);
        var (from, until) = (Utc("2026-01-01T00:00Z"), Utc("2027-01-01T00:00Z"));

        Assert.Equal(until, times.LatestIn(from, until));
        Assert.Equal(count, times.CountIn(from, until, 1000));
        Assert.Null(times.LatestIn(until, until));
    }

    [Theory]
    [InlineData("soon", "is no cron expression")]
    [InlineData("61 * * * *", "between 0 and 59")]
    [InlineData("* * * *", "'* * * *' is no cron expression: it has 4 fields")]
    [InlineData("0 0 30 2 *", "never comes")]
    public void What_is_no_expression_or_never_comes_is_said(string cron, string wrong) =>
        Assert.Contains(wrong, CronTimes.ComplaintAbout(cron)!.Wrong, StringComparison.Ordinal);

    [Fact]
    public void Times_that_are_all_past_are_no_mistake() => Assert.Null(CronTimes.ComplaintAbout("0 0 6 1 1 ? 2020"));

    private static IEnumerable<string> Next(CronTimes times, string after, int count)
    {
        var at = Utc(after);
        for (var i = 0; i < count; i++)
        {
            at = times.After(at)!.Value;
            yield return at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Local(string text)
    {
        var time = DateTime.Parse(text, CultureInfo.InvariantCulture);
        return new DateTimeOffset(time, Toronto.GetUtcOffset(time));
    }
}
