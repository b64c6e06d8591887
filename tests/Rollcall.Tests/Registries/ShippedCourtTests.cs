using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

/// <summary>The Federal Court itself is never asked by a test; what the practice court proves of its steps holds as long as they are the same.</summary>
public sealed class ShippedCourtTests
{
    [Fact]
    public void The_federal_court_is_asked_judged_and_read_as_the_practice_court_that_tests_ask()
    {
        var practised = Rules("practice-court");

        Assert.Contains(practised, line => line.StartsWith("      caption:", StringComparison.Ordinal));
        Assert.Equal(practised, Rules("federal-court"));
    }

    [Fact]
    public void The_federal_courts_definition_says_that_it_was_not_verified_live() =>
        Assert.Contains(Repository.Lines("registries/federal-court.yaml"), line => line.Contains("Written from saved pages", StringComparison.Ordinal) && line.Contains("not verified live", StringComparison.Ordinal));

    // From the ids to the last thing read. Only the words of a block page differ: each site has its own.
    private static IEnumerable<string> Rules(string name) => Repository.Lines($"registries/{name}.yaml")
        .SkipWhile(line => line != "ids:")
        .TakeWhile(line => line != "canaries:")
        .Where(line => !line.Contains("verify you are human", StringComparison.Ordinal));
}
