using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

public sealed class FaultSettingTests
{
    [Fact]
    public void A_setting_may_say_no_more_than_its_kind()
    {
        Assert.True(FaultSetting.TryParse("half_body", out var setting, out _));
        Assert.Null(setting.Registry);
        Assert.Equal((FaultKind.HalfBody, 1d), (setting.Rule.Kind, setting.Rule.Rate));
    }

    [Fact]
    public void A_setting_can_say_everything_a_rule_can()
    {
        Assert.True(FaultSetting.TryParse(
            "court/status_429:0.25,first=2,after=10,ids=1-5+IMM-9-25,on=search+entries,retry_after=5,retry_after_date=true,slow_seconds=1.5",
            out var setting, out _));

        Assert.Equal("court", setting.Registry);
        Assert.Equivalent(new FaultRule
        {
            Kind = FaultKind.Status429,
            Rate = 0.25,
            First = 2,
            After = 10,
            Ids = ["1-5", "IMM-9-25"],
            On = [RequestKind.Search, RequestKind.Entries],
            RetryAfter = 5,
            RetryAfterDate = true,
            SlowSeconds = 1.5,
        }, setting.Rule);
    }

    [Theory]
    [InlineData("timout:0.5", "no such fault \"timout\"")]
    [InlineData("timeout:often", "rate \"often\"")]
    [InlineData("timeout,first", "cannot read \"first\"")]
    [InlineData("timeout,first=few", "cannot read \"first=few\"")]
    [InlineData("timeout,on=everything", "cannot read \"on=everything\"")]
    public void What_cannot_be_read_is_named(string text, string expected)
    {
        Assert.False(FaultSetting.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("must be a number|allowed are".Split('|'), word => problem.Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("200ms", 200, 200)]
    [InlineData("1.5s", 1500, 1500)]
    [InlineData("0-2s", 0, 2000)]
    [InlineData("50ms-2", 50, 2000)]
    public void A_latency_is_a_duration_or_a_range(string text, int min, int max)
    {
        Assert.True(LatencyRange.TryParse(text, out var range));
        Assert.Equal((min, max), (range.Min.TotalMilliseconds, range.Max.TotalMilliseconds));
        Assert.True(LatencyRange.TryParse(range.ToString(), out var again));
        Assert.Equal(range, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1s")]
    [InlineData("2s-1s")]
    [InlineData("2h")]
    [InlineData("3601s")]
    [InlineData("1-2-3")]
    public void Other_latencies_are_refused(string text) => Assert.False(LatencyRange.TryParse(text, out _));

    [Fact]
    public void A_latency_setting_can_name_a_registry_and_its_requests()
    {
        Assert.True(LatencySetting.TryParse("court/search=0-2s", out var setting, out _));
        Assert.Equal(("court", (RequestKind?)RequestKind.Search, TimeSpan.FromSeconds(2)), (setting.Registry, setting.Kind, setting.Range.Max));

        Assert.True(LatencySetting.TryParse("200ms", out setting, out _));
        Assert.Equal((null, (RequestKind?)null), (setting.Registry, setting.Kind));

        Assert.False(LatencySetting.TryParse("court/sarch=1s", out _, out var problem));
        Assert.Contains("sarch", problem, StringComparison.Ordinal);
    }
}
