using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Reporting.Failures;
using static Rollcall.Tests.Reporting.RunTallyTests;

namespace Rollcall.Tests.Reporting.Failures;

public sealed class FailureTallyTests
{
    [Fact]
    public void Messages_that_differ_only_in_ids_and_numbers_are_one_group()
    {
        var timeout = Analyse(
            Failed(1, 1, FailureClass.Timeout, "no answer for 1 within 30 s"),
            Failed(2, 2, FailureClass.Timeout, "no answer for 2 within 31 s", html: "html_failed/r/2.html"),
            Failed(3, 3, FailureClass.Timeout, "the proxy is slow"),
            Failed(4, 4, FailureClass.Reset, "no answer for 4 within 30 s")).Classes[0];
        Assert.Equal(["no answer for <n> within <n> s", "the proxy is slow"], timeout.Messages.Select(m => m.Message));
        var group = timeout.Messages[0];
        Assert.Equal((2, 0.5, 2, "1-2"), (group.Count, group.Share, group.Ids, group.IdRanges));
        Assert.Equal(("1", "2", Start.AddSeconds(2)), (group.First.CaseId, group.Last.CaseId, group.Last.At));
        Assert.Equal(("html_failed/r/2.html", "html_failed/r/2.png"), (group.SamplePage, group.SampleScreenshot));
        Assert.Equal((0, "html_failed/r/2.png"), (timeout.OtherMessages, timeout.SampleScreenshot));
    }

    [Fact]
    public void A_page_without_a_picture_has_none() =>
        Assert.Null(Analyse(_ => false, Failed(2, 2, FailureClass.Timeout, "", html: "html_failed/r/2.html")).Classes[0].SampleScreenshot);

    [Fact]
    public void Recovery_is_from_the_first_failure_to_the_answer()
    {
        var classes = Analyse(
            Failed(1, 10, FailureClass.Timeout, ""),
            Failed(1, 14, FailureClass.Reset, ""),
            Settled(1, 30, Outcome.Success),
            Failed(2, 31, FailureClass.Timeout, ""),
            Settled(2, 40, Outcome.Failed)).Classes;
        var recovery = classes.Single(c => c.Class == "timeout").Recovery!;
        Assert.Equal((1, 20, 20), (recovery.Count, recovery.LongestSeconds, recovery.MedianSeconds));
        Assert.Null(classes.Single(c => c.Class == "reset").Recovery);
    }

    [Fact]
    public void Waiting_for_the_site_is_timed_and_a_wait_cut_off_by_a_kill_is_not()
    {
        var site = Analyse(
            new LedgerEvent.Parked(Start.AddSeconds(1), true, "unreachable"),
            new LedgerEvent.Parked(Start.AddSeconds(61), false, "unreachable"),
            new LedgerEvent.Parked(Start.AddSeconds(100), true, "unreachable"),
            new LedgerEvent.Resumed(Start.AddSeconds(9000), "d", ""),
            new LedgerEvent.Parked(Start.AddSeconds(9001), false, "unreachable")).SiteRecovery!;
        Assert.Equal((1, 60, 60), (site.Count, site.LongestSeconds, site.TotalSeconds));
    }

    [Fact]
    public void A_million_different_messages_are_counted_and_not_kept()
    {
        const int many = 200_000;
        var tally = new FailureTally();
        var failed = (LedgerEvent.Attempted)Failed(1, 1, FailureClass.Unrecognised, "");
        for (var i = 0; i < many; i++)
        {
            tally.Add(failed with { Id = new(i + 1, $"{i + 1}"), Answer = failed.Answer with { Error = Word(i) } });
        }

        var found = tally.Analyse(_ => false).Classes[0];
        Assert.Equal((many, FailureTally.MostMessages, many - FailureTally.MostMessages), (found.Count, found.Messages.Count, found.OtherMessages));
        Assert.Equal("1-200000", found.IdRanges);
    }

    [Fact]
    public void What_is_said_often_is_told_though_much_else_was_said_before()
    {
        var tally = new FailureTally();
        var failed = (LedgerEvent.Attempted)Failed(1, 1, FailureClass.Unrecognised, "");
        for (var i = 0; i < 10_000; i++)
        {
            tally.Add(failed with { At = Start.AddSeconds(i), Answer = failed.Answer with { Error = i > 200 && i % 3 == 0 ? "a maintenance page" : Word(i) } });
        }

        var found = tally.Analyse(_ => false).Classes[0];
        Assert.Equal("a maintenance page", found.Messages[0].Message);
        Assert.InRange(found.Messages[0].Count, 3_200, 3_267);
        Assert.Equal(10_000, found.Messages.Sum(m => m.Count) + found.OtherMessages);
    }

    [Fact]
    public void What_came_again_gives_way_to_nothing()
    {
        var tally = new FailureTally();
        var failed = (LedgerEvent.Attempted)Failed(1, 1, FailureClass.Unrecognised, "");
        foreach (var word in Enumerable.Range(0, FailureTally.MostMessages).SelectMany(i => new[] { Word(i), Word(i) }).Append("the last"))
        {
            tally.Add(failed with { Answer = failed.Answer with { Error = word } });
        }

        var found = tally.Analyse(_ => false).Classes[0];
        Assert.All(found.Messages, m => Assert.Equal(2, m.Count));
        Assert.Equal((FailureTally.MostMessages, 1), (found.Messages.Count, found.OtherMessages));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_class_has_a_remedy_of_its_own(FailureClass failure)
    {
        Assert.InRange(Remedies.For(failure).Length, 40, 250);
        Assert.Single(Enum.GetValues<FailureClass>(), other => Remedies.For(other) == Remedies.For(failure));
    }

    public static TheoryData<FailureClass> Classes() => [.. Enum.GetValues<FailureClass>()];

    private static string Word(int number) => string.Concat(number.ToString().Select(digit => (char)('a' + digit - '0')));

    private static FailureAnalytics Analyse(params LedgerEvent[] events) => Analyse(_ => true, events);

    private static FailureAnalytics Analyse(Func<string, bool> isThere, params LedgerEvent[] events)
    {
        var tally = new FailureTally();
        Array.ForEach(events, tally.Add);
        return tally.Analyse(isThere);
    }
}
