using Rollcall.Dashboard.Look;
using Rollcall.Dashboard.Reports;
using Rollcall.Tests.Reporting.Maps;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard;

public sealed class PageTextTests
{
    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_stop_reason_says_why_and_what_next(StopReason reason)
    {
        var (why, next) = StopText.Of(reason.Word());
        Assert.EndsWith(".", why, StringComparison.Ordinal);
        Assert.EndsWith(".", next, StringComparison.Ordinal);
        Assert.Single(Enum.GetValues<StopReason>(), other => StopText.Of(other).Why == why);
    }

    [Fact]
    public void A_word_of_a_later_version_stands_for_itself() => Assert.Equal("moonphase", StopText.Of("moonphase").Why);

    [Theory]
    [InlineData("1-30", "1-30", "", "", 30, StopReason.Completed, "good", "Every id is accounted for.")]
    [InlineData("1-30", "1-20", "", "", 20, StopReason.SafeStopNoRecords, "good", "Every id up to the highest known is accounted for.")]
    [InlineData("1-30", "1-20,22-30", "21", "", 30, StopReason.CompletedWithFailures, "warn", "Every id up to the highest known is accounted for, but 1 failed.")]
    [InlineData("1-5", "1-4,30", "5", "", 30, StopReason.CompletedWithFailures, "warn", "Every id that was to be asked is accounted for, but 1 failed.")]
    [InlineData("1-30", "1-20,30", "", "", 30, StopReason.Sigint, "bad", "9 ids are not accounted for.")]
    [InlineData("1-30", "1-29", "", "", 29, StopReason.Sigterm, "warn", "The run is not through: 1 id waits to be asked.")]
    [InlineData("1-30", "1-30", "", "", 30, StopReason.CanaryFailed, "warn", "The run did not end well; every id that was to be asked is accounted for.")]
    [InlineData("1-5", "1-5,20,30", "", "", 30, StopReason.Completed, "good", "Every id that was to be asked is accounted for; 23 more below the highest known were not to be.")]
    [InlineData("", "", "", "", null, StopReason.Blocked, "bad", "No id was asked.")]
    public void The_headline_answers_whether_every_id_is_accounted_for(string walked, string found, string failed, string absent, int? seen, StopReason stop, string tone, string says)
    {
        var sets = SomeAccounts.Sets(walked, succeeded: found, failed: failed, absent: absent, seen: seen);
        Assert.Equal(new Verdict(tone, says), Verdict.Of(SomePictures.Of([], sets, stop)));
    }

    [Fact]
    public void A_search_alone_claims_no_account()
    {
        var searched = SomePictures.Of([], SomeAccounts.Sets("", succeeded: "9,20,30", absent: "31,64", seen: 30), StopReason.Completed);

        Assert.Equal(new Verdict("good", "The search is over; ids up to the highest known are still to be asked."), Verdict.Of(searched with { Report = searched.Report with { StartId = null } }));
        Assert.Equal(("The search for the highest number came to its end.", "`rollcall run` asks every number up to it."), StopText.Of(searched with { Report = searched.Report with { StartId = null } }));
    }

    [Theory]
    [InlineData("1-30", "1-30", "Nothing needs to be done.")]
    [InlineData("1-5", "1-5,20,30", "Nothing needs to be done if that is all")]
    [InlineData("1-30", "1-5,20,30", "`rollcall run` without --end")]
    public void The_next_step_agrees_with_the_account(string walked, string found, string next)
    {
        var picture = SomePictures.Of([], SomeAccounts.Sets(walked, succeeded: found, seen: 30), StopReason.Completed);

        Assert.StartsWith(next, StopText.Of(picture).Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("0123456789x", 10, "0123456789…")]
    [InlineData("🧨🧨", 3, "🧨…")]
    [InlineData(null, 3, "")]
    public void Text_is_never_cut_within_a_character(string? text, int most, string cut) => Assert.Equal(cut, Foreign.Cut(text, most));

    [Fact]
    public void Where_no_element_can_isolate_a_text_characters_do()
    {
        Assert.Equal("IMM-1-25", Foreign.Isolated("IMM-1-25", 60));
        Assert.Equal("\u2068a\u202Eb c\u2069", Foreign.Isolated("a\u202Eb\u2069c", 60));
    }

    [Fact]
    public void Pictures_go_into_the_page_as_long_as_they_are_small_and_few_and_below_the_folder()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("large.png"), new byte[400_001]);
        File.WriteAllBytes(folder.At("small.png"), [1, 2, 3]);
        Directory.CreateDirectory(folder.At("output"));
        var evidence = new Evidence(folder.Path);
        Assert.Null(evidence.Embed("large.png"));
        Assert.Null(evidence.Embed("none.png"));
        Assert.Null(new Evidence(folder.At("output")).Embed("../small.png"));
        Assert.Equal(Enumerable.Repeat("data:image/png;base64,AQID", Evidence.MostEmbedded), Enumerable.Range(0, Evidence.MostEmbedded).Select(_ => evidence.Embed("small.png")));
        Assert.Null(evidence.Embed("small.png"));
        Assert.Equal("html_failed/r/a%20b%23%3F.html", Evidence.LinkTo("html_failed/r/a b#?.html"));
        Assert.Null(Evidence.LinkTo("javascript:alert(1)"));
        Assert.Null(Evidence.LinkTo("html_failed/../../secret"));
    }

    public static TheoryData<StopReason> Reasons() => [.. Enum.GetValues<StopReason>()];
}
