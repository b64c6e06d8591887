using System.Text;
using Rollcall.Fetching;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Reading;

namespace Rollcall.Tests.Browser;

/// <summary>
/// The practice court, asked by its shipped definition. Each test names the defence without which it fails: taken out of the definition or the
/// scripts in the page, the test shows the damage.
/// </summary>
[Collection(ChromiumFixture.Name)]
public sealed class CourtInChromiumTests(ChromiumFixture chromium)
{
    private readonly CourtRegistry _court = chromium.Court();

    // Holes of 2019 with this seed, and files beside them.
    private readonly List<int> _holes = [.. chromium.Site.Court.Truths("2019", 1, 64).Where(t => t.Outcome == ExpectedOutcome.NoRecord).Select(NumberOf)];
    private readonly List<int> _files = [.. chromium.Site.Court.Truths("2019", 1, 64).Where(t => t.Outcome != ExpectedOutcome.NoRecord).Select(NumberOf)];

    [Fact]
    public async Task Every_field_and_docket_entry_is_the_courts_truth()
    {
        // The nested title (mark of lost text), #more beside #re and legend beside docket (the definition's selectors and caption), the
        // header's search form, the button without a form: one wrong choice among them and no file is read right. Ids of entries descend,
        // and one that was struck leaves a gap: rows that are counted instead get other ids.
        var truths = _court.Truths("2019", 1, 12).ToList();
        truths.Add(_court.Truths("2019", 13, 64).First(IsStruck));
        await using var asking = chromium.OpenCourt();

        foreach (var truth in truths)
        {
            var answer = await asking.CourtAsync(NumberOf(truth));
            if (truth.Outcome == ExpectedOutcome.NoRecord)
            {
                Assert.IsType<Answer.Absent>(answer);
                continue;
            }

            var content = Assert.IsType<Answer.Found>(answer).Content;
            Assert.Equal(truth.Fields.OrderBy(f => f.Key), content.Fields.Select(f => KeyValuePair.Create(f.Name, f.Value.Text!)).OrderBy(f => f.Key));
            var docket = Assert.Single(content.Tables);
            Assert.Equal(
                truth.Tables["docket_entries"].Select(row => string.Join('|', row.Values)),
                docket.Rows.Select(row => string.Join('|', row.Select(f => f.Value.Text))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(700)]
    [InlineData(2000)]
    public async Task Miss_miss_found_miss_is_judged_right_at_every_latency(int milliseconds)
    {
        // Defence: replaced nodes, known by themselves and not by their text. Without it the second miss shows the first one's row, or, with
        // the text compared, never ends; 'hidden' alone holds before the busy screen comes up.
        _court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(milliseconds)), RequestKind.Search);
        await using var asking = chromium.OpenCourt();

        Assert.IsType<Answer.Absent>(await asking.CourtAsync(900));
        Assert.IsType<Answer.Absent>(await asking.CourtAsync(901));
        Assert.IsType<Answer.Found>(await asking.CourtAsync(_files[3]));
        Assert.IsType<Answer.Absent>(await asking.CourtAsync(_holes[0]));
        Assert.Equal(Freshness.ReplacedNodes, Assert.IsType<Page>(asking.Asked).Freshness);
        Assert.Single(asking.Log.Of("batch.page.ready"));
    }

    [Fact]
    public async Task The_dialog_of_the_file_before_is_not_read_as_this_ones()
    {
        // Defence: the detail steps wait for a title with the id. Without it the old content, shown for half a second, is read.
        _court.Timings = new CourtTimings { BusyAfter = 20, Fade = 10, UpdateAfter = 500 };
        await using var asking = chromium.OpenCourt();

        foreach (var number in _files.Take(3))
        {
            var found = Assert.IsType<Answer.Found>(await asking.CourtAsync(number));
            Assert.Equal(_court.Truth($"IMM-{number}-19").Fields["filing_date"], found.Content.Fields.Single(f => f.Name == "filing_date").Value.Text);
        }
    }

    [Fact]
    public async Task What_the_dialog_empties_when_it_has_faded_out_is_not_sent_empty()
    {
        // Defence: the reset steps wait until the dialog is hidden, and a field that was emptied after it was filled is filled again before
        // the click. Without both, the search goes out without a number, and its miss is taken for this id's.
        _court.Timings = new CourtTimings { BusyAfter = 20, Fade = 300, UpdateAfter = 0 };
        await using var asking = chromium.OpenCourt();

        foreach (var number in _files.Take(4))
        {
            Assert.IsType<Answer.Found>(await asking.CourtAsync(number));
        }

        Assert.All(chromium.Site.Requests.Read(new RequestFilter { Registry = "court", Kind = RequestKind.Search }), r => Assert.NotEqual("", r.Id));
    }

    [Fact]
    public async Task A_failed_search_that_leaves_the_old_row_is_no_answer_and_the_next_id_starts_from_a_new_page()
    {
        // Defence: an answer with status 500 proves nothing, though the busy screen is gone. Without it the old "no data" row is this id's.
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(20));
        Assert.IsType<Answer.Absent>(await asking.CourtAsync(900));

        _court.SetFaults(new FaultRule { Kind = FaultKind.Status500, On = [RequestKind.Search], First = 1 });
        var fault = Assert.IsType<Answer.Faulted>(await asking.CourtAsync(901)).Fault;

        Assert.Equal(FailureClass.Http5xx, fault.Class);
        Assert.False(fault.OfSession);
        Assert.Matches(@"^practice-court\.yaml:\d+: settle: GET http://.*/search\?.* answered 500; #datatable tbody tr not replaced$", fault.Message);
        Assert.Equal(500, fault.Seen!.Status);
        Assert.Contains(fault.Seen.Complaints, c => c.Contains("The search failed", StringComparison.Ordinal));
        Assert.Equal("PNG", Encoding.ASCII.GetString(fault.Seen.Screenshot.Span[1..4]));
        Assert.IsType<Answer.Absent>(await asking.CourtAsync(901));
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
    }

    [Theory]
    [InlineData(FaultKind.Status429, FailureClass.Throttled)]
    [InlineData(FaultKind.Status403, FailureClass.Blocked)]
    public async Task A_search_that_is_refused_is_a_block_although_the_page_itself_stands(FaultKind kind, FailureClass expected)
    {
        await using var asking = chromium.OpenCourt();
        Assert.IsType<Answer.Found>(await asking.CourtAsync(_files[0]));

        _court.SetFaults(new FaultRule { Kind = kind, On = [RequestKind.Search], RetryAfter = kind == FaultKind.Status429 ? 7 : null });
        var blocked = Assert.IsType<Answer.Blocked>(await asking.CourtAsync(_files[1]));

        Assert.Equal(expected, blocked.Class);
        Assert.Equal(kind == FaultKind.Status429 ? TimeSpan.FromSeconds(7) : null, blocked.RetryAfter);
    }

    [Fact]
    public async Task A_search_whose_connection_breaks_is_a_fault_of_its_own_class()
    {
        await using var asking = chromium.OpenCourt();
        _court.SetFaults(new FaultRule { Kind = FaultKind.HalfBody, On = [RequestKind.Search] });

        Assert.Equal(FailureClass.Reset, Assert.IsType<Answer.Faulted>(await asking.CourtAsync(_files[0])).Fault.Class);
    }

    [Fact]
    public async Task The_late_answer_of_an_ask_that_was_given_up_is_not_the_next_ids()
    {
        // Defence: after a fault the next ask opens anew, so that the old page's search dies with it.
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(2));
        Assert.IsType<Answer.Found>(await asking.CourtAsync(_files[0]));

        _court.SetLatency(new LatencyRange(TimeSpan.FromSeconds(2.5)), RequestKind.Search);
        var late = Assert.IsType<Answer.Faulted>(await asking.CourtAsync(900)).Fault;
        _court.SetLatency(new LatencyRange(TimeSpan.FromSeconds(1)), RequestKind.Search);

        Assert.Equal(FailureClass.Timeout, late.Class);
        Assert.Contains("not answered; #datatable tbody tr not replaced", late.Message, StringComparison.Ordinal);
        Assert.Contains("#loadingscreen visible within 2 s", late.Message, StringComparison.Ordinal);
        Assert.IsType<Answer.Found>(await asking.CourtAsync(_files[1]));
    }

    [Fact]
    public async Task The_entries_of_another_file_are_not_taken_though_the_dialog_is_open()
    {
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(2));
        _court.SetFaults(new FaultRule { Kind = FaultKind.WrongRecord, On = [RequestKind.Entries] });

        var fault = Assert.IsType<Answer.Faulted>(await asking.CourtAsync(_files[5])).Fault;

        Assert.Contains("wait: #modalTitle reads \"Recorded Entry Information :", fault.Message, StringComparison.Ordinal);
        Assert.Contains($", wanted: contains \"IMM-{_files[5]}-19\" within 2 s", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    public async Task A_notice_that_covers_the_page_is_taken_away_whenever_it_comes(int after)
    {
        // Defence: dismiss steps of the session stay in force, and what is covered is not clicked. Without the first the late notice stays.
        _court.Timings = new CourtTimings { BusyAfter = 20, Fade = 100, UpdateAfter = 0, NoticeAfter = after };
        _court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(250)), RequestKind.Search);
        _court.SetFaults(new FaultRule { Kind = FaultKind.Notice });
        await using var asking = chromium.OpenCourt();

        foreach (var number in _files.Take(3))
        {
            Assert.IsType<Answer.Found>(await asking.CourtAsync(number));
        }
    }

    [Fact]
    public async Task A_page_that_never_gets_ready_costs_one_session_and_the_trace_names_the_step()
    {
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(2));
        _court.SetFaults(new FaultRule { Kind = FaultKind.HungPage, First = 1 });

        var fault = Assert.IsType<Answer.Faulted>(await asking.CourtAsync(_files[0])).Fault;

        Assert.True(fault.OfSession);
        Assert.Equal(FailureClass.Timeout, fault.Class);
        Assert.StartsWith("practice-court.yaml:14: goto: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal("PNG", Encoding.ASCII.GetString(fault.Seen!.Screenshot.Span[1..4]));
        Assert.Contains("id=\"loadingscreen\"", fault.Seen.Body, StringComparison.Ordinal);
        Assert.Contains("practice-court.yaml:14: goto: ", Assert.Single(asking.Log.Of("batch.page.failed")), StringComparison.Ordinal);
        Assert.IsType<Answer.Found>(await asking.CourtAsync(_files[0]));
        Assert.Equal(4, asking.Log.Of("batch.page.step").Count);
        Assert.Single(asking.Log.Of("batch.page.ready"));
    }

    [Fact]
    public async Task A_page_that_is_never_ready_for_anybody_is_a_fault_of_the_session_every_time()
    {
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(1));
        _court.SetFaults(new FaultRule { Kind = FaultKind.HungPage });

        for (var i = 0; i < 2; i++)
        {
            Assert.True(Assert.IsType<Answer.Faulted>(await asking.CourtAsync(_files[i])).Fault.OfSession);
        }
    }

    [Fact]
    public async Task A_page_that_lost_its_names_is_not_clicked_at_random()
    {
        // The hidden and the foreign fields of the other tabs are there, and so is the header's search form.
        await using var asking = chromium.OpenCourt(TimeSpan.FromSeconds(1));
        _court.SetFaults(new FaultRule { Kind = FaultKind.LayoutChange, On = [RequestKind.Page] });

        var fault = Assert.IsType<Answer.Faulted>(await asking.CourtAsync(_files[0])).Fault;

        Assert.Equal("practice-court.yaml:16: click: a.TabButton[href=\"#tab02\"] not there within 1 s", fault.Message);
    }

    [Fact]
    public async Task Many_sessions_share_one_browser_and_none_sees_anothers_answers()
    {
        _court.SetLatency(new LatencyRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(120)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            await using var asking = chromium.OpenCourt();
            for (var i = worker; i < 32; i += 4)
            {
                var expected = _holes.Contains(i + 20) ? typeof(Answer.Absent) : typeof(Answer.Found);
                Assert.IsType(expected, await asking.CourtAsync(i + 20));
            }
        }));
    }

    private static bool IsStruck(RecordTruth truth) =>
        truth.Outcome != ExpectedOutcome.NoRecord && truth.Tables["docket_entries"] is var docket && docket[0]["doc_id"] != $"{docket.Count}";

    private static int NumberOf(RecordTruth truth) => int.Parse(truth.Id.Split('-')[1]);
}
