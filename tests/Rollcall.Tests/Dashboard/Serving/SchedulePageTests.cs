namespace Rollcall.Tests.Dashboard.Serving;

public sealed class SchedulePageTests
{
    [Fact]
    public async Task Without_a_schedule_the_page_says_how_to_have_one()
    {
        await using var served = await Served.StartAsync();

        Assert.Contains("Nothing is scheduled", await served.GetAsync("/schedule"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_shown_with_its_next_time_and_what_became_of_those_before()
    {
        using var schedule = new SomeSchedule();
        await using var served = await Served.StartAsync(options => options with { Schedule = schedule.Runner });

        var page = await served.GetAsync("/schedule");

        Assert.Contains("2025-11-23 07:30:00 UTC</strong>, 02:30 there", page, StringComparison.Ordinal);
        Assert.Contains("completed with failures", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs/20251123T023001Z-practice-json\"", page, StringComparison.Ordinal);
        Assert.Contains(">loaded<", page, StringComparison.Ordinal);
        Assert.Contains(">loaded, some records refused<", page, StringComparison.Ordinal);
        Assert.Contains("-practice-json</a> <a", page, StringComparison.Ordinal);
        Assert.Contains("the start before it is still going</bdi> (2 times)", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>court", page, StringComparison.Ordinal);
    }
}
