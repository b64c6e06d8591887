using Rollcall.Planning;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Planning;

public sealed class RosterTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2025, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private string File1 => Path.Combine(_folder.Path, "roster.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Items_keep_their_ordinal_whatever_the_listing_does()
    {
        Roster.Open(File1).EnrolListing([("A", "/a"), ("B", "/b"), ("C", "/c")], Noon);
        var roster = Roster.Open(File1);

        var change = roster.EnrolListing([("D", "/d"), ("C", "/c2"), ("A", "/a")], Noon.AddHours(1));

        Assert.Equal((1L, 1L), change);
        var read = Roster.Open(File1);
        Assert.Equal([(1L, "A", "/a"), (2L, "B", "/b"), (3L, "C", "/c2"), (4L, "D", "/d")], read.Ids.Select(id => (id.Ordinal, id.Text, id.Link!)));
        Assert.Equal("2", read.Gone.ToString());
        Assert.Equal(Noon.AddHours(1), read.ListedAt);
    }

    [Fact]
    public void An_item_that_comes_back_is_gone_no_longer()
    {
        var roster = Roster.Open(File1);
        roster.EnrolListing([("A", null), ("B", null)], Noon);
        roster.EnrolListing([("A", null)], Noon.AddHours(1));

        Assert.Equal((0L, 0L), roster.EnrolListing([("B", null), ("A", null)], Noon.AddHours(2)));
        Assert.True(Roster.Open(File1).Gone.IsEmpty);
    }

    [Fact]
    public void A_reading_that_was_killed_half_way_does_not_count_as_one()
    {
        Roster.Open(File1).EnrolListing([("A", "/a"), ("B", "/b")], Noon);
        var lines = File.ReadAllLines(File1);
        File.WriteAllText(File1, lines[0] + "\n" + lines[1][..10]);

        var roster = Roster.Open(File1);

        Assert.Equal((1L, (DateTimeOffset?)null), (roster.Count, roster.ListedAt));
        roster.EnrolListing([("A", "/a"), ("B", "/b")], Noon);
        Assert.Equal(["A", "B"], Roster.Open(File1).Ids.Select(id => id.Text));
    }

    [Theory]
    [InlineData("""{"ordinal":3,"id":"C"}""")]
    [InlineData("""{"ordinal":1,"id":"B","link":"/b"}""")]
    [InlineData("""{"ordinal":1,"id":"A"}""")]
    [InlineData("""{"listed_at":"2025-11-22T12:00:00Z"}""")]
    [InlineData("nonsense")]
    public void A_line_that_does_not_fit_is_named(string line)
    {
        File.WriteAllText(File1, """{"ordinal":1,"id":"A","link":"/a"}""" + "\n" + line + "\n");

        var refused = Assert.Throws<RollcallException>(() => Roster.Open(File1));

        Assert.Equal(ExitCode.StorageUnavailable, refused.ExitCode);
        Assert.Contains("line 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_keeps_what_it_learns_to_itself()
    {
        var roster = Roster.Open(File1, keeps: false);

        roster.EnrolListing([("A", "/a")], Noon);

        Assert.Equal(1, roster.Count);
        Assert.False(File.Exists(File1));
    }
}
