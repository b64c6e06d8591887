using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Absent = "<h1>No such record</h1>";
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false };
    private HttpClient _client = null!;
    private PracticeSite _site = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        _client = new HttpClient(_handler) { BaseAddress = _site.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.Status500, 500, "Internal Server Error")]
    [InlineData(FaultKind.Status503, 503, "Service Unavailable")]
    [InlineData(FaultKind.Status429, 429, "Too Many Requests")]
    [InlineData(FaultKind.Status403, 403, "Forbidden")]
    [InlineData(FaultKind.BlockPage, 200, "CAPTCHA")]
    [InlineData(FaultKind.MaintenancePage, 500, "<h1>Website Maintenance</h1>")]
    [InlineData(FaultKind.EmptyBody, 200, "")]
    [InlineData(FaultKind.LayoutChange, 200, "<article class=\"entry\">")]
    public async Task A_page_is_replaced(FaultKind kind, int status, string expected)
    {
        Spoil(new FaultRule { Kind = kind });

        using var answer = await _client.GetAsync("/plain/1", Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, text.Length == 0);
        Assert.DoesNotContain("table class=\"record\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Absent, text, StringComparison.Ordinal);
        var logged = Assert.Single(_site.Requests.Read());
        Assert.Equal((kind, (int?)status), (logged.Fault, logged.Status));
    }

    [Theory]
    [InlineData(FaultKind.RedirectHome, "/")]
    [InlineData(FaultKind.RedirectLogin, "/login?next=%2Fplain%2F1")]
    public async Task A_redirect_leads_away(FaultKind kind, string target)
    {
        Spoil(new FaultRule { Kind = kind });

        using var answer = await _client.GetAsync("/plain/1", Cancelled);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(target, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Garbage_is_announced_as_html()
    {
        Spoil(new FaultRule { Kind = FaultKind.Garbage });

        using var answer = await _client.GetAsync("/plain/1", Cancelled);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancelled);

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Throws<DecoderFallbackException>(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
    }

    [Fact]
    public async Task A_wrong_record_is_a_sound_page_of_another_number()
    {
        Spoil(new FaultRule { Kind = FaultKind.WrongRecord });

        var text = await _client.GetStringAsync("/plain/1", Cancelled);

        Assert.Contains("table class=\"record\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<td class=\"record-number\">1</td>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_absence_marker_can_stand_beside_a_record_or_in_place_of_one()
    {
        Spoil(new FaultRule { Kind = FaultKind.AbsentAndFound, First = 1 }, new FaultRule { Kind = FaultKind.FalseAbsence });

        using var both = await _client.GetAsync("/plain/1", Cancelled);
        using var lie = await _client.GetAsync("/plain/1", Cancelled);

        var text = await both.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains(Absent, text, StringComparison.Ordinal);
        Assert.Contains("<td class=\"record-number\">1</td>", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (both.StatusCode, lie.StatusCode));
        Assert.DoesNotContain("record-number", await lie.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_is_sent_in_seconds_or_as_a_date()
    {
        Spoil(
            new FaultRule { Kind = FaultKind.Status429, RetryAfter = 7, First = 1 },
            new FaultRule { Kind = FaultKind.Status503, RetryAfter = 60, RetryAfterDate = true });

        using var seconds = await _client.GetAsync("/plain/1", Cancelled);
        using var date = await _client.GetAsync("/plain/1", Cancelled);

        Assert.Equal(TimeSpan.FromSeconds(7), seconds.Headers.RetryAfter!.Delta);
        var wait = date.Headers.RetryAfter!.Date!.Value - _site.Requests.Read()[1].ArrivedAt;
        Assert.InRange(wait.TotalSeconds, 58, 70);
    }

    [Fact]
    public async Task A_timeout_never_answers_and_stands_in_the_log_while_it_is_held()
    {
        Spoil(new FaultRule { Kind = FaultKind.Timeout });
        using var patience = new CancellationTokenSource();

        var asked = _client.GetAsync("/plain/1", patience.Token);
        while (_site.Requests.Total == 0)
            await Task.Yield();

        var logged = Assert.Single(_site.Requests.Read());
        Assert.Equal((FaultKind.Timeout, null, null), (logged.Fault!.Value, logged.Status, logged.DurationMs));
        await patience.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_reset_is_a_reset_of_the_connection()
    {
        Spoil(new FaultRule { Kind = FaultKind.Reset });

        var error = await Assert.ThrowsAsync<SocketException>(() => ReadRawAsync());

        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_half_body_is_half_of_what_was_announced_and_then_the_end()
    {
        Spoil(new FaultRule { Kind = FaultKind.HalfBody });

        var raw = await ReadRawAsync();

        var body = raw[(raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var announced = int.Parse(raw.Split("Content-Length: ")[1].Split('\r')[0]);
        Assert.InRange(body.Length, announced / 2 - 20, announced / 2);
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync("/plain/1", Cancelled));
    }

    [Fact]
    public async Task A_slow_body_is_the_true_page_and_takes_its_time()
    {
        var truth = await _client.GetStringAsync("/plain/1", Cancelled);
        Spoil(new FaultRule { Kind = FaultKind.SlowBody, SlowSeconds = 0.3 });

        var watch = Stopwatch.StartNew();
        var slow = await _client.GetStringAsync("/plain/1", Cancelled);

        Assert.Equal(truth, slow);
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(0.29), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task The_first_asks_of_chosen_ids_fail_and_later_ones_and_other_ids_do_not()
    {
        Spoil(new FaultRule { Kind = FaultKind.Status500, First = 2, Ids = ["3-5", "9"] });

        foreach (var (number, expected) in new[] { (1, "200"), (3, "500 500 200"), (5, "500 500 200"), (6, "200"), (9, "500 500 200") })
            Assert.Equal(expected, await StatusesAsync(number, expected.Split(' ').Length));

        Spoil(new FaultRule { Kind = FaultKind.Status500, First = 1 });
        Assert.Equal("500 200", await StatusesAsync(3, 2));
    }

    [Fact]
    public async Task A_quota_spoils_everything_after_so_many_requests()
    {
        Spoil(new FaultRule { Kind = FaultKind.Status403, After = 3 });

        Assert.Equal("200 200 200 403 403", await StatusesAsync(1, 5));
    }

    [Fact]
    public async Task An_outage_hits_every_request_until_it_ends_and_leaves_the_rules_in_place()
    {
        Spoil(new FaultRule { Kind = FaultKind.Status403, Ids = ["3"] });
        _site.Plain.Faults = _site.Plain.Faults with { Outage = new FaultRule { Kind = FaultKind.Status503 } };
        Assert.Equal("503 503", await StatusesAsync(1, 2));
        Assert.Equal("503", await StatusesAsync(3, 1));

        _site.Plain.Faults = _site.Plain.Faults with { Outage = null };
        Assert.Equal("200", await StatusesAsync(1, 1));
        Assert.Equal("403", await StatusesAsync(3, 1));
    }

    [Fact]
    public void A_rate_is_met_and_who_is_hit_hangs_on_seed_id_and_ask_alone()
    {
        var plan = new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.Reset, Rate = 0.2 }, new FaultRule { Kind = FaultKind.Garbage, Rate = 0.1 }] };
        var forward = Hits(1, Enumerable.Range(1, 10_000));
        var backward = Hits(1, Enumerable.Range(1, 10_000).Reverse());

        Assert.InRange(forward.Count(hit => hit.Value == FaultKind.Reset), 1850, 2150);
        Assert.InRange(forward.Count(hit => hit.Value == FaultKind.Garbage), 700, 900);
        Assert.Equal(forward.OrderBy(hit => hit.Key), backward.OrderBy(hit => hit.Key));
        Assert.NotEqual(forward.OrderBy(hit => hit.Key), Hits(2, Enumerable.Range(1, 10_000)).OrderBy(hit => hit.Key));

        Dictionary<int, FaultKind?> Hits(int seed, IEnumerable<int> numbers)
        {
            var faults = new ActiveFaults("plain", seed, plan);
            return numbers.ToDictionary(number => number, number => faults.Next(new Ask(RequestKind.Record, number.ToString(), number))?.Kind);
        }
    }

    [Fact]
    public void A_retry_of_an_id_is_thrown_anew()
    {
        var faults = new ActiveFaults("plain", 1, new FaultPlan { Rules = [new FaultRule { Kind = FaultKind.Reset, Rate = 0.5 }] });

        var asks = Enumerable.Range(0, 200).Select(_ => faults.Next(new Ask(RequestKind.Record, "1", 1)) is not null).ToList();

        Assert.InRange(asks.Count(hit => hit), 70, 130);
    }

    [Fact]
    public void Rules_out_of_bounds_are_refused_all_at_once()
    {
        var bad = new FaultRule { Kind = FaultKind.Reset, Rate = 1.5, First = 0, After = -1, Ids = ["9-3", ""] };
        var misplaced = new FaultRule { Kind = FaultKind.Notice };

        var error = Assert.Throws<ArgumentException>(() => _site.Plain.SetFaults(bad, misplaced));

        Assert.Equal(6, error.Message.Split('\n').Length);
        Assert.Contains("notice: requests of this registry it can hit: none", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _site.Plain.Faults = new FaultPlan { Outage = new FaultRule { Kind = FaultKind.Reset, Rate = 0.5 } });
        Assert.Throws<ArgumentException>(() => _site.Plain.Faults = new FaultPlan { Outage = new FaultRule { Kind = FaultKind.WrongRecord } });
        Assert.Empty(_site.Plain.Faults.Rules);
        Assert.Null(_site.Plain.Faults.Outage);
    }

    private void Spoil(params FaultRule[] rules) => _site.Plain.SetFaults(rules);

    private async Task<string> StatusesAsync(int number, int asks)
    {
        var statuses = new List<int>();
        for (var ask = 0; ask < asks; ask++)
        {
            using var answer = await _client.GetAsync($"/plain/{number}", Cancelled);
            statuses.Add((int)answer.StatusCode);
        }
        return string.Join(' ', statuses);
    }

    private async Task<string> ReadRawAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_site.Address.Host, _site.Address.Port, Cancelled);
        await socket.SendAsync("GET /plain/1 HTTP/1.1\r\nHost: practice\r\n\r\n"u8.ToArray(), Cancelled);
        var received = new List<byte>();
        var buffer = new byte[8192];
        while (await socket.ReceiveAsync(buffer, Cancelled) is > 0 and var count)
            received.AddRange(buffer[..count]);
        return Encoding.UTF8.GetString([.. received]);
    }
}
