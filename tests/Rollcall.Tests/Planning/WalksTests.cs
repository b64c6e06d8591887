using Rollcall.Ids;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Tests.Sweeping;

namespace Rollcall.Tests.Planning;

public sealed class WalksTests
{
    private static readonly IdSource.Range Source = new(SweepBench.Pattern("{number}"), 10, 99);

    [Theory]
    [InlineData(null, null, null, 10, 99)]
    [InlineData(30L, null, null, 30, 99)]
    [InlineData(null, 20L, null, 10, 20)]
    [InlineData(30L, 30L, null, 30, 30)]
    [InlineData(30L, null, 50L, 30, 79)]
    [InlineData(30L, 40L, 50L, 30, 40)]
    [InlineData(30L, 90L, 5L, 30, 34)]
    [InlineData(90L, null, 50L, 90, 99)]
    [InlineData(99L, null, long.MaxValue, 99, 99)]
    public void A_walk_is_what_all_of_start_end_most_and_the_definition_allow(long? start, long? end, long? most, long first, long last) =>
        Assert.Equal(new IdRange(first, last), Walks.Of(new WalkRequest { Start = start, End = end, MaxCases = most }, Source));

    [Theory]
    [InlineData(9L, null, null, "--start 9 is outside what the definition allows, 10 to 99")]
    [InlineData(100L, null, null, "--start 100 is outside")]
    [InlineData(-5L, null, null, "--start -5 is outside")]
    [InlineData(30L, 29L, null, "--end 29 is below --start 30")]
    [InlineData(null, 9L, null, "--end 9 is below --start 10")]
    [InlineData(null, 100L, null, "--end 100 is above the definition's ids.ceiling, 99")]
    [InlineData(null, null, 0L, "--max-cases 0 asks for nothing")]
    [InlineData(null, null, -1L, "--max-cases -1 asks for nothing")]
    public void An_impossible_walk_is_a_usage_error_that_names_the_option(long? start, long? end, long? most, string message)
    {
        var error = Assert.Throws<RollcallException>(() => Walks.Of(new WalkRequest { Start = start, End = end, MaxCases = most }, Source));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }
}
