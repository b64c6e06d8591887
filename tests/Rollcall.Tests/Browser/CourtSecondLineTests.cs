using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Reading;
using Rollcall.Settings;

namespace Rollcall.Tests.Browser;

/// <summary>
/// What stands behind the first defences of the court's definition: a step that is wrong may cost an id, but gives no wrong record. And what
/// becomes of a job that hangs, and of the time that a session takes.
/// </summary>
[Collection(ChromiumFixture.Name)]
public sealed class CourtSecondLineTests(ChromiumFixture chromium)
{
    private readonly CourtRegistry _court = chromium.Court();

    [Fact]
    public async Task A_dialog_that_still_shows_another_file_is_refused_though_the_steps_let_it_through()
    {
        // Defence: the identity rule. Without it the second file gets the first one's fields.
        await using var asking = chromium.OpenCourtWith("""at: "#modalTitle", contains: "{id}" }""", """at: "#modalTitle", contains: "Recorded Entry" }""");
        Assert.IsType<Answer.Found>(await asking.CourtAsync(1));

        _court.SetFaults(new FaultRule { Kind = FaultKind.Status500, On = [RequestKind.Entries] });
        var second = Assert.IsType<Answer.Unrecognised>(await asking.CourtAsync(2));

        Assert.Equal(FailureClass.WrongId, second.Class);
        Assert.Contains("IMM-1-19", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parties_of_the_right_file_are_no_record()
    {
        // Defences: 'required' of the filing date, and 'at_least' of the docket. The dialog is the wrong one, though its title names the id.
        await using var asking = chromium.OpenCourtWith("button: \"#re\"", "button: \"#more\"");

        var parties = Assert.IsType<Answer.Unrecognised>(await asking.CourtAsync(1));

        Assert.Equal(FailureClass.Extraction, parties.Class);
        Assert.Contains("filing_date (line ", parties.Reason, StringComparison.Ordinal);
        Assert.Contains("docket_entries (line ", parties.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_hangs_is_ended_by_its_own_limit_and_the_worker_goes_on_with_a_new_page()
    {
        // Defence: the job's limit. Without it the search that nobody answers is waited for until the step's limit, twenty times as long.
        await using var asking = chromium.OpenCourt();
        Assert.IsType<Answer.Found>(await asking.CourtAsync(1));

        _court.SetFaults(new FaultRule { Kind = FaultKind.Timeout, On = [RequestKind.Search], First = 1 });
        using var gate = new HostGate(SettingLayers.Defaults with { DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero }, TimeProvider.System, new Random(1));
        var job = await asking.Jobs(gate, TimeSpan.FromSeconds(1)).MakeAsync(new RecordId(2, "IMM-2-19"), CancellationToken.None, TestContext.Current.CancellationToken);
        var hung = Assert.IsType<Answer.Faulted>(job.Answer).Fault;

        Assert.Equal((FailureClass.JobTimeout, false), (hung.Class, hung.OfSession));
        Assert.Contains(">IMM-1-19</td>", hung.Seen!.Body, StringComparison.Ordinal);
        Assert.Equal("PNG", Encoding.ASCII.GetString(hung.Seen.Screenshot.Span[1..4]));
        Assert.Same(hung.Seen, job.Page);
        Assert.IsType<Answer.Found>(await asking.CourtAsync(2));
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
        Assert.Empty(asking.Log.Of("batch.browser.given_up"));
    }

    [Fact]
    public async Task The_log_tells_how_long_a_page_and_each_step_of_its_session_took()
    {
        _court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(400)), RequestKind.Page);
        await using var asking = chromium.OpenCourt();

        Assert.IsType<Answer.Found>(await asking.CourtAsync(1));

        Assert.Matches(@"^session 1: page made in \d+ ms$", Assert.Single(asking.Log.Of("batch.page.init")));
        var steps = asking.Log.Of("batch.page.step");
        Assert.Equal(["goto", "dismiss", "click", "wait"], steps.Select(s => Regex.Match(s, @"^session 1: practice-court\.yaml:\d+: (\w+) done in \d+ ms$").Groups[1].Value));
        Assert.InRange(Milliseconds(steps[0]), 400, Milliseconds(Assert.Single(asking.Log.Of("batch.page.ready"))));
    }

    private static int Milliseconds(string line) => int.Parse(Regex.Match(line, @"(\d+) ms$").Groups[1].Value);
}
