using Rollcall.Pacing;
using Rollcall.Settings;

namespace Rollcall.Tests.Pacing;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Waits_double_from_the_first_until_no_retry_is_left()
    {
        var schedule = new RetrySchedule(SettingLayers.Defaults with { MaxRetries = 5, RetryJitter = 0 }, new Random(1));

        Assert.Equal([1, 2, 4, 8, 16], Enumerable.Range(1, 5).Select(n => schedule.Next(n)!.Value.TotalSeconds));
        Assert.Null(schedule.Next(6));
    }

    [Fact]
    public void Jitter_stays_within_its_share_and_reaches_both_sides()
    {
        var schedule = new RetrySchedule(SettingLayers.Defaults, new Random(7));
        var waits = Enumerable.Range(0, 2000).Select(_ => schedule.Next(3)!.Value.TotalSeconds).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, 3, 5));
        Assert.True(waits.Min() < 3.1 && waits.Max() > 4.9, $"from {waits.Min()} to {waits.Max()}");
    }

    [Fact]
    public void No_wait_is_longer_than_the_cap()
    {
        var schedule = new RetrySchedule(SettingLayers.Defaults with { MaxRetries = 100 }, new Random(1));

        Assert.Equal(300, schedule.Next(60)!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(0.5, 1)]
    [InlineData(900, 900)]
    public void A_throttled_id_waits_as_long_as_the_site_asked_when_that_is_longer(double asked, double expected)
    {
        var schedule = new RetrySchedule(SettingLayers.Defaults with { RetryJitter = 0 }, new Random(1));

        Assert.Equal(expected, schedule.Next(1, TimeSpan.FromSeconds(asked))!.Value.TotalSeconds);
    }

    [Fact]
    public void Without_retries_the_first_failure_is_the_last() =>
        Assert.Null(new RetrySchedule(SettingLayers.Defaults with { MaxRetries = 0 }, new Random(1)).Next(1));
}
