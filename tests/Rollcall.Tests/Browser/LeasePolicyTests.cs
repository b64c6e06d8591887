using Rollcall.Browser;
using Rollcall.Browser.Chromium;

namespace Rollcall.Tests.Browser;

public sealed class LeasePolicyTests
{
    private static readonly LeaseFacts Sound = new(Jobs: 100, TimeSpan.FromMinutes(10), Memory: 400_000_000, Available: 600_000_000, Complaint: null);

    private readonly LeasePolicy _policy = new(new BrowserOptions());

    [Fact]
    public void A_browser_within_its_limits_stays() => Assert.Null(_policy.Due(Sound));

    [Theory]
    [InlineData(499, null)]
    [InlineData(500, "it did 500 jobs (browser_max_jobs 500)")]
    public void Jobs_are_counted(int jobs, string? reason) => Assert.Equal(reason, _policy.Due(Sound with { Jobs = jobs }));

    [Theory]
    [InlineData(119, null)]
    [InlineData(120, "it is 120 minutes old (browser_max_age 120)")]
    public void Age_counts(int minutes, string? reason) => Assert.Equal(reason, _policy.Due(Sound with { Age = TimeSpan.FromMinutes(minutes) }));

    [Theory]
    [InlineData(790, 210, null)]
    [InlineData(800, 200, "it takes 800 MB, 80 % of what it could have (browser_max_memory_percent 80)")]
    public void Memory_is_held_against_what_it_takes_and_what_is_left(int taken, int left, string? reason) =>
        Assert.Equal(reason, _policy.Due(Sound with { Memory = taken * 1_000_000L, Available = left * 1_000_000L }));

    [Fact]
    public void A_new_browser_is_not_replaced_for_its_memory_since_the_next_one_would_take_as_much() =>
        Assert.Null(_policy.Due(Sound with { Jobs = 9, Memory = 990_000_000, Available = 10_000_000 }));

    [Fact]
    public void What_is_not_known_is_not_held_against_it() => Assert.Null(_policy.Due(Sound with { Memory = 990_000_000, Available = null }));

    [Fact]
    public void A_complaint_is_enough() => Assert.Equal("a page did not close", _policy.Due(Sound with { Complaint = "a page did not close" }));

    [Theory]
    [InlineData(890, 110, false)]
    [InlineData(900, 100, true)]
    public void Half_way_from_the_limit_to_all_there_is_nobody_waits_for_the_end_of_jobs(int taken, int left, bool urgent) =>
        Assert.Equal(urgent, _policy.IsUrgent(Sound with { Jobs = 1, Memory = taken * 1_000_000L, Available = left * 1_000_000L }));
}
