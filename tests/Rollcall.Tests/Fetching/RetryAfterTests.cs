using Rollcall.Fetching;

namespace Rollcall.Tests.Fetching;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 0 ", 0)]
    [InlineData("Sat, 22 Nov 2025 10:00:30 GMT", 30)]
    [InlineData("Sat, 22 Nov 2025 10:00:30 UTC", 30)]
    [InlineData("Saturday, 22-Nov-25 10:01:00 GMT", 60)]
    [InlineData("Sat Nov 22 10:01:00 2025", 60)]
    [InlineData("Sat, 22 Nov 2025 09:00:00 GMT", 0)]
    public void Seconds_and_dates_are_a_wait_from_now(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    public void Anything_else_asks_for_nothing(string? value) => Assert.Null(RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData("99999999999999999999999999")]
    [InlineData("31536000")]
    [InlineData("Fri, 22 Nov 2030 10:00:00 GMT")]
    public void A_wait_beyond_belief_is_cut(string value) => Assert.Equal(RetryAfter.Longest, RetryAfter.Parse(value, Now));
}
