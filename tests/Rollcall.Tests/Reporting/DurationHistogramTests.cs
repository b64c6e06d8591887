using Rollcall.Reporting;

namespace Rollcall.Tests.Reporting;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Quantiles_are_right_to_within_a_quarter()
    {
        var histogram = new DurationHistogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(i));
        }

        Assert.InRange(histogram.Quantile(0.5).TotalMilliseconds, 500, 630);
        Assert.InRange(histogram.Quantile(0.9).TotalMilliseconds, 900, 1000);
        Assert.Equal((1000, TimeSpan.FromSeconds(1), 1000), (histogram.Count, histogram.Longest, histogram.Buckets().Sum(b => b.Count)));
    }

    [Fact]
    public void What_lies_outside_its_bounds_is_counted_at_the_edge()
    {
        var histogram = new DurationHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.FromDays(100));
        Assert.Equal((2, TimeSpan.FromDays(100), TimeSpan.FromDays(100)), (histogram.Count, histogram.Longest, histogram.Quantile(1)));
        Assert.Equal((1, 1), (histogram.Buckets()[0].Count, histogram.Buckets()[^1].Count));
    }

    [Fact]
    public void An_empty_one_has_no_buckets()
    {
        Assert.Empty(new DurationHistogram().Buckets());
        Assert.Equal(TimeSpan.Zero, new DurationHistogram().Quantile(0.5));
    }
}
