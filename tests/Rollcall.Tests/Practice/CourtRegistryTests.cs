using System.Net.Http.Json;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

public sealed class CourtRegistryTests : IAsyncLifetime
{
    private HttpClient _client = null!;
    private PracticeSite _site = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        _client = new HttpClient { BaseAddress = _site.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("2020", 6_424, 1, 3)]
    [InlineData("2021", 9_761, 0.2, 0.8)]
    [InlineData("2022", 13_487, 4, 6)]
    [InlineData("2023", 16_208, 1, 3)]
    [InlineData("2024", 24_667, 1, 3)]
    [InlineData("2025", 26_418, 4, 6)]
    public void Each_year_has_its_mark_its_share_of_holes_and_about_10_8_entries_a_file(string year, int mark, double leastHoles, double mostHoles)
    {
        var found = Found(year, mark);

        Assert.Equal(mark, _site.Court.Marks[year]);
        Assert.InRange(100.0 * (mark - found.Count) / mark, leastHoles, mostHoles);
        Assert.InRange(found.Average(truth => truth.Tables["docket_entries"].Count), 10.5, 11.1);
        Assert.Equal([$"IMM-1-{year[2..]}", $"IMM-{mark}-{year[2..]}"], [found[0].Id, found[^1].Id]);
        Assert.All(_site.Court.Truths(year, mark + 1, mark + 500), truth => Assert.Equal(ExpectedOutcome.NoRecord, truth.Outcome));
    }

    [Fact]
    public void The_small_year_2019_has_60_files_up_to_64() => Assert.Equal(60, Found("2019", 64).Count);

    [Fact]
    public void A_docket_descends_with_its_ids_and_dates_and_now_and_then_misses_an_id()
    {
        var dockets = Found("2020", 2_000).Select(truth => truth.Tables["docket_entries"]).ToList();

        foreach (var docket in dockets)
        {
            var ids = docket.Select(entry => int.Parse(entry["doc_id"])).ToList();
            Assert.Equal(ids.OrderDescending().Distinct(), ids);
            Assert.Equal(docket.Select(entry => entry["entry_date"]).OrderDescending(), docket.Select(entry => entry["entry_date"]));
            Assert.Equal(1, ids[^1]);
        }
        Assert.InRange(dockets.Count(docket => docket[0]["doc_id"] != docket.Count.ToString()), 50, 350);
    }

    [Fact]
    public void Some_names_hold_what_a_careless_marker_takes_for_an_absence() =>
        Assert.Contains(Found("2019", 64), truth => truth.Fields["style_of_cause"].Contains("SIN", StringComparison.Ordinal));

    [Fact]
    public async Task Files_are_the_same_in_every_run_and_others_with_another_seed()
    {
        await using var again = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        await using var other = await PracticeSite.StartAsync(new PracticeOptions { Seed = 2 }, Cancelled);
        var expected = JsonSerializer.Serialize(_site.Court.Truths("2019", 1, 64));

        Assert.Equal(expected, JsonSerializer.Serialize(again.Court.Truths("2019", 1, 64)));
        Assert.NotEqual(expected, JsonSerializer.Serialize(other.Court.Truths("2019", 1, 64)));
    }

    [Theory]
    [InlineData("IMM-1-19", true)]
    [InlineData(" imm-1-19 ", true)]
    [InlineData("IMM-01-19", false)]
    [InlineData("IMM-1-18", false)]
    [InlineData("T-1-19", false)]
    [InlineData("", false)]
    public async Task The_search_finds_a_number_however_it_is_typed_but_only_the_whole_number(string number, bool found)
    {
        var answer = await SearchAsync(number);

        Assert.Equal(found ? 1 : 0, answer.GetProperty("data").GetArrayLength());
        Assert.Equal(!found, answer.TryGetProperty("message", out var message) && message.GetString() == "No data available in table");
    }

    [Fact]
    public async Task The_court_of_appeal_has_no_such_files()
    {
        Assert.Equal(1, (await SearchAsync("IMM-1-19", "b")).GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await SearchAsync("IMM-1-19", "a")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Page_search_and_entries_are_logged_apart_with_the_id_asked()
    {
        await _client.GetAsync(CourtRegistry.Path, Cancelled);
        await SearchAsync("IMM-1-19");
        await SearchAsync("");
        await EntriesAsync("IMM-1-19");

        Assert.Equal(
            [(RequestKind.Page, null), (RequestKind.Search, "IMM-1-19"), (RequestKind.Search, ""), (RequestKind.Entries, "IMM-1-19")],
            _site.Requests.Read().Select(request => (request.Kind!.Value, request.Id)));
    }

    [Fact]
    public async Task Latency_and_faults_are_set_for_each_kind_of_request_apart()
    {
        _site.Court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(150)), RequestKind.Search);
        _site.Court.SetFaults(new FaultRule { Kind = FaultKind.Status500, On = [RequestKind.Entries], Ids = ["3"] });

        await SearchAsync("IMM-3-19");
        await EntriesAsync("IMM-2-19");
        using var failed = await _client.GetAsync($"{CourtRegistry.Path}/entries?number=IMM-3-19", Cancelled);

        var requests = _site.Requests.Read();
        Assert.True(requests[0].DurationMs >= 149, $"search took {requests[0].DurationMs} ms");
        Assert.Equal([200, 200, 500], requests.Select(request => request.Status!.Value));
    }

    [Fact]
    public async Task The_first_page_loads_can_be_spoiled()
    {
        _site.Court.SetFaults(new FaultRule { Kind = FaultKind.Status503, On = [RequestKind.Page], First = 2 });

        var statuses = new List<int>();
        for (var load = 0; load < 3; load++)
        {
            using var answer = await _client.GetAsync(CourtRegistry.Path, Cancelled);
            statuses.Add((int)answer.StatusCode);
        }
        Assert.Equal([503, 503, 200], statuses);
    }

    [Fact]
    public async Task A_changed_search_answer_names_another_file_or_both_or_none()
    {
        foreach (var (kind, rows, message) in new[]
        {
            (FaultKind.WrongRecord, 1, false), (FaultKind.AbsentAndFound, 1, true), (FaultKind.FalseAbsence, 0, true), (FaultKind.LayoutChange, 1, false),
        })
        {
            _site.Court.SetFaults(new FaultRule { Kind = kind, On = [RequestKind.Search] });
            var answer = await SearchAsync("IMM-1-19");
            var data = answer.GetProperty("data");
            Assert.Equal(rows, data.GetArrayLength());
            Assert.Equal(message, answer.TryGetProperty("message", out _));
            var number = rows == 1 && data[0].TryGetProperty("number", out var shown) ? shown.GetString() : null;
            Assert.Equal(kind == FaultKind.AbsentAndFound, number == "IMM-1-19");
        }
    }

    [Fact]
    public async Task Years_and_timings_of_the_users_own_are_taken_and_checked()
    {
        var options = new PracticeOptions { CourtYears = [new CourtYear(2031, new Numbering { Mark = 9 })], CourtTimings = new CourtTimings { Fade = 0 } };
        await using var site = await PracticeSite.StartAsync(options, Cancelled);
        Assert.Equal(9, site.Court.Truths("2031", 1, 20).Count(truth => truth.Outcome == ExpectedOutcome.Success));
        Assert.Throws<ArgumentException>(() => site.Court.Truths("2019", 1, 2));
        Assert.Contains("data-fade=\"0\"", await new HttpClient { BaseAddress = site.Address }.GetStringAsync(CourtRegistry.Path, Cancelled), StringComparison.Ordinal);

        options = new PracticeOptions
        {
            CourtYears = [new CourtYear(1999, new Numbering { Mark = 9 }), new CourtYear(2020, new Numbering { Mark = 1 }), new CourtYear(2020, new Numbering { Mark = 0 })],
            CourtTimings = new CourtTimings { Fade = -1 },
        };
        var error = await Assert.ThrowsAsync<PracticeException>(() => PracticeSite.StartAsync(options, Cancelled));
        Assert.Equal(4, error.Message.Split('\n').Length);
    }

    [Fact]
    public async Task Timings_marks_and_truth_are_had_over_http()
    {
        await _client.PutAsync("/_practice/timings/court", new StringContent("""{"fade": 7, "update_after": 9}"""), Cancelled);
        Assert.Equal((7, 9), (_site.Court.Timings.Fade, _site.Court.Timings.UpdateAfter));
        var refused = await _client.PutAsync("/_practice/timings/court", new StringContent("""{"fade": -7}"""), Cancelled);
        Assert.Equal(400, (int)refused.StatusCode);

        await _client.PutAsync("/_practice/marks/court", new StringContent("""{"2019": 100}"""), Cancelled);
        Assert.Equal(ExpectedOutcome.Success, _site.Court.Truth("IMM-100-19").Outcome);
        var truth = await _client.GetFromJsonAsync<JsonElement>("/_practice/truth/court/IMM-100-19", Cancelled);
        Assert.Equal("2019-12-31", truth.GetProperty("fields").GetProperty("filing_date").GetString());
        var lines = await _client.GetStringAsync("/_practice/truth/court?partition=2019", Cancelled);
        Assert.Equal(100, lines.TrimEnd().Split('\n').Length);
        Assert.Equal(400, (int)(await _client.GetAsync("/_practice/truth/court", Cancelled)).StatusCode);
    }

    private List<RecordTruth> Found(string year, int last) =>
        [.. _site.Court.Truths(year, 1, last).Where(truth => truth.Outcome == ExpectedOutcome.Success)];

    private Task<JsonElement> SearchAsync(string number, string court = "t") =>
        _client.GetFromJsonAsync<JsonElement>($"{CourtRegistry.Path}/search?court={court}&number={Uri.EscapeDataString(number)}", Cancelled);

    private Task<JsonElement> EntriesAsync(string number) =>
        _client.GetFromJsonAsync<JsonElement>($"{CourtRegistry.Path}/entries?number={Uri.EscapeDataString(number)}", Cancelled);
}
