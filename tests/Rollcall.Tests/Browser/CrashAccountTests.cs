using Rollcall.Browser.Chromium;
using Rollcall.Ids;

namespace Rollcall.Tests.Browser;

public sealed class CrashAccountTests
{
    private static readonly RecordId One = new(1, "1");
    private static readonly RecordId Two = new(2, "2");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_id_loses_browsers_in_company_at_no_cost_until_it_is_to_be_alone_and_pays_there(int restarts)
    {
        var account = new CrashAccount(restarts);

        for (var loss = 0; loss <= restarts; loss++)
        {
            Assert.False(account.MustBeAlone(One));
            Assert.True(account.LostBrowser(One, alone: false));
        }

        Assert.True(account.MustBeAlone(One));
        Assert.False(account.LostBrowser(One, alone: true));
        Assert.True(account.MustBeAlone(One));
        Assert.False(account.MustBeAlone(Two));
    }

    [Fact]
    public void Who_was_only_in_company_is_cleared_by_a_job_that_ends()
    {
        var account = new CrashAccount(1);
        account.LostBrowser(Two, alone: false);
        account.LostBrowser(Two, alone: false);

        account.Done(Two);

        Assert.False(account.MustBeAlone(Two));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_page_is_lost_at_no_cost_so_many_times_and_never_makes_an_id_be_alone(int restarts)
    {
        var account = new CrashAccount(restarts);

        var forgiven = Enumerable.Range(0, 5).Count(_ => account.LostPage(One));

        Assert.Equal(restarts, forgiven);
        Assert.False(account.MustBeAlone(One));
    }

    [Fact]
    public void Ids_without_end_do_not_fill_the_memory()
    {
        var account = new CrashAccount(0);
        for (var number = 0; number < 5000; number++)
        {
            account.LostBrowser(new RecordId(number, $"{number}"), alone: false);
        }

        Assert.Equal(1000, Enumerable.Range(0, 5000).Count(n => account.MustBeAlone(new RecordId(n, $"{n}"))));
        Assert.True(account.MustBeAlone(new RecordId(4999, "4999")));
    }
}
