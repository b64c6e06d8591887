using Rollcall.Ledger;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Dashboard.Serving;

[Trait("Category", "Long")]
public sealed class LargeLedgerTests(ITestOutputHelper output)
{
    private const int Ids = 1_000_000;

    private static readonly string[] Pages = ["/", "/runs", "/partition?registry=court&partition=25", "/health/progress", "/metrics"];

    [Fact]
    public async Task It_stays_responsive_with_a_million_ids_in_a_ledger_that_grows()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        await using var ledger = await account.OpenAsync();
        await ledger.AppendAsync(new LedgerEvent.Planned(Noon, $"1-{Ids + 1000}"));
        foreach (var numbers in Enumerable.Range(1, Ids).Chunk(10_000))
        {
            // A hole in fifty, and a failure in a thousand.
            await ledger.AppendAsync([.. numbers.Select(n => n % 1000 == 0 ? Failed(n) : n % 50 == 0 ? Absent(n) : Found(n))]);
        }

        string[] pages = [.. Pages, $"/runs/{ledger.Run.RunId}"];
        var first = await SlowestAsync(served, pages);

        // Nothing waits while a million lines are read, and then the page has them.
        await served.UntilAsync("/partition?registry=court&partition=25", "980,000");
        var slowest = TimeSpan.Zero;
        for (var more = Ids + 1; more <= Ids + 40; more++)
        {
            await ledger.AppendAsync(Found(more));
            slowest = await SlowestAsync(served, pages) is var took && took > slowest ? took : slowest;
        }

        output.WriteLine($"slowest request: {first.TotalMilliseconds:0} ms while the ledger was read for the first time, {slowest.TotalMilliseconds:0} ms while it grew");
        Assert.InRange(first, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await served.UntilAsync("/partition?registry=court&partition=25", "980,040");
    }

    private static async Task<TimeSpan> SlowestAsync(Served served, string[] pages)
    {
        var slowest = TimeSpan.Zero;
        foreach (var page in pages)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await served.GetAsync(page);
            slowest = TimeProvider.System.GetElapsedTime(begun) is var took && took > slowest ? took : slowest;
        }

        return slowest;
    }
}
