using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>A session that has ended is opened anew, and costs no id anything, but not for ever.</summary>
public sealed class ExpiredSessionTests : IDisposable
{
    private readonly SweepBench _bench = new();

    public ExpiredSessionTests()
    {
        _bench.Settings = _bench.Settings with { Concurrency = 1, MaxRetries = 2 };
        _bench.Definition = _bench.Definition with
        {
            Open = [Some.Get("/terms")],
            Judge = _bench.Definition.Judge with { Expired = [Some.Rule(Some.At("h1", "Session over"))] },
        };
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("<h1>Session over</h1>")]
    [InlineData("")]
    public async Task An_id_whose_session_has_ended_is_asked_once_more_in_a_new_one_at_no_cost(string page)
    {
        var site = new ScriptedSource((id, ask) => (id.Ordinal, ask) is (3, 1) ? Html(id, page) : ScriptedSource.Found(id));

        var (_, totals, _) = await _bench.RunAsync(site, SweepBench.Walk(1, 5));

        Assert.Equal((5, 0), (totals.Succeeded, totals.Failed));
        Assert.Equal(["1", "2", "3", "3", "4", "5"], _bench.AskedIds(site));
        Assert.Equal(1, site.Renewals);
        var attempt = Assert.Single(_bench.Journal.OfType<LedgerEvent.Attempted>(), a => a.Id.Ordinal == 3);
        Assert.Equal("the session had ended; asked again in a new one", attempt.Answer.Notes);
    }

    [Fact]
    public async Task Where_no_session_lasts_the_id_fails_in_the_end_and_says_why()
    {
        var site = new ScriptedSource((id, _) => id.Ordinal == 3 ? Html(id, "<h1>Session over</h1>") : ScriptedSource.Found(id));

        var (_, totals, _) = await _bench.RunAsync(site, SweepBench.Walk(1, 5));

        Assert.Equal((4, 1), (totals.Succeeded, totals.Failed));
        Assert.All(_bench.Journal.OfType<LedgerEvent.Settled>().Where(s => s.Id.Ordinal == 3), s => Assert.Equal(
            (FailureClass.Session, "the session has ended: h1 \"Session over\" (expired, line 1), and so has a new one at once: do the open steps, a login among them, come through?"),
            (s.Answer.ErrorClass, s.Answer.Error)));
        Assert.True(_bench.AskedIds(site).Count(id => id == "3") <= 2 * (2 + 1 + 2 + 1), "it was asked without bound");
    }

    [Fact]
    public async Task An_empty_page_in_a_new_session_is_what_it_was_before_and_never_an_absence()
    {
        var site = new ScriptedSource((id, _) => id.Ordinal == 1 ? ScriptedSource.Found(id) : Html(id, ""));
        _bench.Settings = _bench.Settings with { Patience = TimeSpan.FromMinutes(1) };

        var (cause, totals, _) = await _bench.RunAsync(site, SweepBench.Walk(1, 5));

        Assert.Equal((StopReason.Blocked, 0), (cause.Reason, totals.NoRecord));
    }

    private static Page Html(RecordId id, string body) => body.Length > 0 ? ScriptedSource.Html(id, body) : ScriptedSource.Html(id, "") with { Body = "" };
}
