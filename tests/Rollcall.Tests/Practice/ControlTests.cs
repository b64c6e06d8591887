using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

public sealed class ControlTests : IAsyncLifetime
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

    [Fact]
    public async Task The_request_log_can_be_read_filtered_counted_and_cleared()
    {
        foreach (var path in new[] { "/plain/1", "/plain/2", "/" })
            await _client.GetAsync(path, Cancelled);

        var lines = await LinesAsync("/_practice/requests?registry=plain&after=1");
        var line = Assert.Single(lines);
        Assert.Equal(("2", "record", 200), (line.GetProperty("id").GetString(), line.GetProperty("kind").GetString(), line.GetProperty("status").GetInt32()));
        Assert.Equal(_site.Requests.Read()[1].ArrivedAt, line.GetProperty("arrived_at").GetDateTimeOffset());
        Assert.Equal(2, (await GetAsync("/_practice/requests/count?registry=plain")).GetProperty("count").GetInt32());
        Assert.Equal(3, (await GetAsync("/_practice/health")).GetProperty("requests").GetInt32());

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/_practice/requests", Cancelled)).StatusCode);
        Assert.Empty(await LinesAsync("/_practice/requests"));
    }

    [Fact]
    public async Task Faults_can_be_set_read_and_taken_away()
    {
        var set = await PutAsync("/_practice/faults/plain",
            """{"rules": [{"kind": "status_500", "rate": 0.5, "first": 2, "ids": ["1-9"], "on": ["record"]}]}""");

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var rule = Assert.Single(_site.Plain.Faults.Rules);
        Assert.Equal((FaultKind.Status500, 0.5, 2), (rule.Kind, rule.Rate, rule.First));
        Assert.Equal([RequestKind.Record], rule.On);
        var read = await GetAsync("/_practice/faults");
        Assert.Equal("status_500", read.GetProperty("plain").GetProperty("rules")[0].GetProperty("kind").GetString());

        await _client.DeleteAsync("/_practice/faults", Cancelled);
        Assert.Empty(_site.Plain.Faults.Rules);
    }

    [Fact]
    public async Task An_outage_can_begin_and_end_without_the_rules_being_said_again()
    {
        _site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Reset, Rate = 0 });

        await PutAsync("/_practice/outage/plain", """{"kind": "status_503", "retry_after": 5}""");
        using var down = await _client.GetAsync("/plain/1", Cancelled);
        await _client.DeleteAsync("/_practice/outage/plain", Cancelled);
        using var up = await _client.GetAsync("/plain/1", Cancelled);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (down.StatusCode, up.StatusCode));
        Assert.Single(_site.Plain.Faults.Rules);
    }

    [Fact]
    public async Task Latency_and_marks_can_be_changed()
    {
        await PutAsync("/_practice/latency/plain", """{"record": "1ms-20ms"}""");
        Assert.Equal(TimeSpan.FromMilliseconds(20), _site.Plain.Latency(RequestKind.Record).Max);
        Assert.Equal("1ms-20ms", (await GetAsync("/_practice/latency/plain")).GetProperty("record").GetString());
        await PutAsync("/_practice/latency/plain", """{"all": "0"}""");
        Assert.Equal(TimeSpan.Zero, _site.Plain.Latency(RequestKind.Record).Max);

        await PutAsync("/_practice/marks/plain", """{"": 500}""");
        Assert.Equal(500, (await GetAsync("/_practice/marks")).GetProperty("plain").GetProperty("").GetInt32());
    }

    [Fact]
    public async Task The_truth_can_be_asked_for_one_id_or_a_stretch()
    {
        var one = await GetAsync("/_practice/truth/plain/1");
        Assert.Equal("success", one.GetProperty("outcome").GetString());
        Assert.Equal(_site.Plain.Truth("1").Fields["title"], one.GetProperty("fields").GetProperty("title").GetString());
        Assert.Equal("no_record", (await GetAsync("/_practice/truth/plain/99998")).GetProperty("outcome").GetString());

        Assert.Equal(240, (await LinesAsync("/_practice/truth/plain")).Count);
        var stretch = await LinesAsync("/_practice/truth/plain?from=238&to=242");
        Assert.Equal(["238", "239", "240", "241", "242"], stretch.Select(line => line.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Robots_txt_can_be_replaced()
    {
        await PutAsync("/_practice/robots", "User-agent: *\nDisallow: /\n");

        Assert.Equal("User-agent: *\nDisallow: /\n", await _client.GetStringAsync("/robots.txt", Cancelled));
    }

    [Theory]
    [InlineData("/_practice/faults/palin", "{}", 404, "there are plain")]
    [InlineData("/_practice/faults/plain", "{\"rules\": [{\"kind\": \"timout\"}]}", 400, "allowed are timeout, reset")]
    [InlineData("/_practice/faults/plain", "{\"rules\": [{\"kind\": \"reset\", \"rte\": 1}]}", 400, "rte")]
    [InlineData("/_practice/faults/plain", "{\"rules\": [{\"kind\": \"reset\", \"rate\": 2}]}", 400, "rate 2 must be from 0 to 1")]
    [InlineData("/_practice/outage/plain", "{\"kind\": \"wrong_record\"}", 400, "say it as a rule")]
    [InlineData("/_practice/latency/plain", "{\"search\": \"1s\"}", 400, "keys are all, record")]
    [InlineData("/_practice/latency/plain", "{\"record\": \"soon\"}", 400, "at most an hour")]
    [InlineData("/_practice/faults/plain", "{\"rules\": null}", 400, "rules")]
    [InlineData("/_practice/faults/plain", "null", 400, "a JSON value is needed")]
    [InlineData("/_practice/latency/plain", "{\"record\": null}", 400, "at most an hour")]
    [InlineData("/_practice/marks/plain", "{\"\": 5}", 400, "cannot be raised to 5")]
    [InlineData("/_practice/falts/plain", "{}", 404, "docs/practice-site.md")]
    public async Task A_control_that_cannot_be_carried_out_says_why_and_changes_nothing(string path, string body, int status, string expected)
    {
        using var answer = await PutAsync(path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.Empty(_site.Plain.Faults.Rules);
        Assert.Null(_site.Plain.Faults.Outage);
        Assert.Equal(240, _site.Plain.Marks[""]);
    }

    private async Task<JsonElement> GetAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(path, Cancelled);

    private Task<HttpResponseMessage> PutAsync(string path, string body) => _client.PutAsync(path, new StringContent(body), Cancelled);

    private async Task<List<JsonElement>> LinesAsync(string path)
    {
        var text = await _client.GetStringAsync(path, Cancelled);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
