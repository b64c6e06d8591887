using Rollcall.Reporting.Maps;

namespace Rollcall.Tests.Reporting.Maps;

public sealed class IdMapTests
{
    [Fact]
    public void Every_id_of_the_walk_is_in_one_state()
    {
        var account = SomeAccounts.Mixed();
        Assert.Equal("1-9,11", account[IdState.Found].ToString());
        Assert.Equal("10", account[IdState.Unavailable].ToString());
        Assert.Equal("12", account[IdState.Absent].ToString());
        Assert.Equal("13", account[IdState.Unconfirmed].ToString());
        Assert.Equal("14-15", account[IdState.Failed].ToString());
        Assert.Equal("16-19", account[IdState.Hole].ToString());
        Assert.Equal("20-21", account[IdState.AboveMark].ToString());
        Assert.Equal("22-30", account[IdState.Unvisited].ToString());
        Assert.Equal(5, account.NotAccountedFor);

        var map = IdMap.Of(account);
        Assert.Equal((1, 30, 30), (map.IdsPerCell, map.Cells.Count, map.Size));
        Assert.All(map.Cells, cell => Assert.Equal(1, cell.Counts.Sum()));
        Assert.Equal(IdState.Failed, map.Cells[13].Most);
    }

    [Fact]
    public void Many_ids_share_cells_and_none_is_lost_or_counted_twice()
    {
        var sets = SomeAccounts.Sets("1-24667", succeeded: "1-999,1001-24000", failed: "1000", absent: "24001-24600", seen: 24000);
        var map = IdMap.Of(IdAccount.Of(sets));

        Assert.Equal((5, 100), (map.IdsPerCell, map.CellsPerRow));
        Assert.Equal(4934, map.Cells.Count);
        Assert.Equal(24667, map.Size);
        Assert.Equal(map.Totals, IdStates.All.Select(state => map.Cells.Sum(cell => cell[state])));
        var withFailure = Assert.Single(map.Cells, cell => cell[IdState.Failed] > 0);
        Assert.Equal((996, 1000, IdState.Found), (withFailure.First, withFailure.Last, withFailure.Most));
        Assert.Equal((24666, 24667), (map.Cells[^1].First, map.Cells[^1].Last));
        Assert.Equal([.. Enumerable.Repeat(100, 49), 34], map.Rows.Select(row => row.Count));
    }

    [Fact]
    public void Numbers_that_nobody_meant_to_walk_are_in_no_state()
    {
        var map = IdMap.Of(IdAccount.Of(SomeAccounts.Sets("1-3,8-9", succeeded: "1-3,8-9", seen: 9)));
        Assert.Equal([null, null, null, null], map.Cells.Skip(3).Take(4).Select(cell => cell.Most));
        Assert.Equal((9, 5, 0), (map.Cells.Count, map.Size, map.Totals[(int)IdState.Hole]));
    }

    [Fact]
    public void A_listed_id_without_an_outcome_is_a_hole_wherever_it_stands()
    {
        var sets = SomeAccounts.Sets("1-3", succeeded: "1-2", seen: 2);
        Assert.Equal("3-5", IdAccount.Of(sets, listed: 5)[IdState.Hole].ToString());
        Assert.Equal("3", IdAccount.Of(sets)[IdState.Unvisited].ToString());
    }

    // What went by the ids would not come back before the sun is cold.
    [Fact(Timeout = 60_000)]
    public async Task The_cost_goes_by_intervals_and_cells_not_by_ids()
    {
        const long last = 1_000_000_000_000_000;
        var map = await Task.Run(() => IdMap.Of(IdAccount.Of(SomeAccounts.Sets($"1-{last}", succeeded: $"1-{last - 7}", seen: last))), TestContext.Current.CancellationToken);
        Assert.Equal((5000, 7), (map.Cells.Count, map.Cells[^1][IdState.Hole]));
    }

    [Fact]
    public void Without_a_walk_there_are_no_cells() =>
        Assert.Empty(IdMap.Of(IdAccount.Of(SomeAccounts.Sets(""))).Cells);
}
