using Rollcall.Reporting;

namespace Rollcall.Tests.Reporting;

public sealed class ProgressRateTests
{
    private static readonly DateTimeOffset Start = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, 100, 50L, 10, 5)]
    [InlineData(10, 100, 0L, 10, 0)]
    [InlineData(10, 0, 50L, 0, null)]
    [InlineData(10, -5, 50L, 0, null)]
    [InlineData(0, 100, 50L, 0, null)]
    [InlineData(10, 100, null, 10, null)]
    [InlineData(60, 1, 9_000_000_000L, 1 / 60d, null)]
    public void Rate_and_eta_follow_from_two_samples(int seconds, long done, long? remaining, double rate, int? eta)
    {
        var actual = ProgressRate.Of([new(Start, 1000), new(Start.AddSeconds(seconds), 1000 + done)], remaining);
        Assert.Equal(rate, actual.PerSecond, 6);
        Assert.Equal(eta, actual.Eta?.TotalSeconds);
    }

    [Fact]
    public void A_single_sample_says_nothing_yet() =>
        Assert.Equal(new ProgressRate(0, null), ProgressRate.Of([new(Start, 5)], 10));

    [Fact]
    public void The_rate_is_that_of_the_last_minute()
    {
        var window = new ProgressWindow();
        for (var second = 0; second <= 300; second++)
        {
            window.Add(new(Start.AddSeconds(second), second < 200 ? second * 100 : 20_000 + ((second - 200) * 2)));
        }

        Assert.Equal(2, window.Rate(100).PerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(50), window.Rate(100).Eta);
    }

    [Fact]
    public void After_a_pause_longer_than_the_window_two_samples_are_still_compared()
    {
        var window = new ProgressWindow();
        window.Add(new(Start, 0));
        window.Add(new(Start.AddSeconds(1), 10));
        window.Add(new(Start.AddSeconds(501), 510));
        Assert.Equal(1, window.Rate(null).PerSecond, 6);
    }
}
