using Rollcall.Cli.Output;
using Rollcall.Planning;
using Rollcall.Sweeping;
using Rollcall.Tests.Ledger;

namespace Rollcall.Tests.Cli;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(0, "nothing is left to ask")]
    [InlineData(4, "0 of 4 ids (0.0 %) · measuring the rate")]
    public async Task A_stage_with_nothing_to_ask_is_not_told_as_one_without_progress(long open, string text)
    {
        using var account = new Account();
        await using var ledger = await account.OpenAsync();
        var progress = new SweepProgress(SweepPlan.Unknown with { Open = open }, ledger.View, workers: 1, account.Time);

        Assert.Equal(text, ProgressText.Stage(progress, account.Time.GetUtcNow()));
    }
}
