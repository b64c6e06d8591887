using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Contracts;

/// <summary>What every source of pages promises to a worker, held against a real site.</summary>
public abstract class PageSourceContract : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly TaskCompletionSource _hanging = new();
    private TestSite _site = null!;
    private IPageSource _source = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.StartAsync(AnswerAsync);
        _source = await OpenAsync(Some.Definition() with
        {
            Site = _site.Address,
            Mode = Mode,
            Open = [Visit("/open")],
            Ask = [Visit("/ask/{number}")],
            Detail = [Visit("/detail/{number}")],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _source.DisposeAsync();
        await _site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_session_costs_nothing_until_it_is_asked()
    {
        await using (_source.OpenSession())
        {
            Assert.Empty(_requests);
        }
    }

    [Fact]
    public async Task An_ask_opens_the_session_once_and_brings_the_page_of_its_own_id()
    {
        await using var session = _source.OpenSession();

        var first = await PageAsync(session, 1);
        var second = await PageAsync(session, 2);
        var detail = Assert.IsType<Page>(await session.DetailAsync(Id(2), Cancelled));
        await session.ResetAsync(Cancelled);

        Assert.Contains("This is /ask/1", first.Body, StringComparison.Ordinal);
        Assert.Contains("This is /ask/2", second.Body, StringComparison.Ordinal);
        Assert.Contains("This is /detail/2", detail.Body, StringComparison.Ordinal);
        Assert.Equal(["/open", "/ask/1", "/ask/2", "/detail/2"], _requests);
        Assert.Equal((2, 1, 1), (first.Requests, second.Requests, detail.Requests));
        Assert.Equal((200, Freshness.NewDocument, Mode), (second.Status, second.Freshness, second.Mode));
        Assert.Equal(new Uri(_site.Address, "/ask/2"), second.FinalUrl);
    }

    [Fact]
    public async Task A_listing_is_visited_at_its_own_address_and_a_section_where_the_record_was_found()
    {
        await using var session = _source.OpenSession();

        var list = Assert.IsType<Page>(await session.VisitAsync([Visit("/list/{id}")], new RecordId(0, "tab"), Cancelled));
        var id = Id(3) with { Link = "/at/3?x=%2F" };
        var found = Assert.IsType<Page>(await session.AskAsync(id, Cancelled));
        var section = Assert.IsType<Page>(await session.SectionAsync([Visit("{link}/odds")], id, Cancelled));

        Assert.Contains("This is /list/tab", list.Body, StringComparison.Ordinal);
        Assert.Contains("This is /ask/3", found.Body, StringComparison.Ordinal);
        Assert.Equal((200, 1), (section.Status, section.Requests));
        Assert.Equal(["/open", "/list/tab", "/ask/3"], _requests.Take(3));
        Assert.StartsWith("/at/3", _requests.Last(), StringComparison.Ordinal);
        Assert.Equal("?x=%2F/odds", section.FinalUrl.Query);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task A_page_of_any_status_is_a_page(int status)
    {
        await using var session = _source.OpenSession();

        Assert.Equal(status, (await PageAsync(session, status)).Status);
    }

    [Fact]
    public async Task A_failure_is_a_value_and_the_session_goes_on()
    {
        await using var session = _source.OpenSession();
        await PageAsync(session, 1);

        var fault = Assert.IsType<Fault>(await session.AskAsync(Id(666), Cancelled));
        Assert.Equal((FailureClass.Reset, false), (fault.Class, fault.OfSession));
        Assert.Contains("/ask/666", fault.Message, StringComparison.Ordinal);
        Assert.Contains("This is /ask/2", (await PageAsync(session, 2)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_ask_ends_and_the_next_one_works()
    {
        await using var session = _source.OpenSession();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var asking = session.AskAsync(Id(777), cancel.Token);
        await _hanging.Task.WaitAsync(Cancelled);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Contains("This is /ask/2", (await PageAsync(session, 2)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_belong_to_one_session_and_are_forgotten_when_it_is_renewed()
    {
        await using var session = _source.OpenSession();
        await using var other = _source.OpenSession();

        await PageAsync(session, 1);
        Assert.Contains("with /ask/1", (await PageAsync(session, 2)).Body, StringComparison.Ordinal);
        Assert.Contains("with /open", (await PageAsync(other, 3)).Body, StringComparison.Ordinal);
        await session.RenewAsync(Cancelled);
        Assert.Contains("with /open", (await PageAsync(session, 4)).Body, StringComparison.Ordinal);
        Assert.Equal(3, _requests.Count(r => r == "/open"));
    }

    protected abstract FetchMode Mode { get; }

    protected abstract Task<IPageSource> OpenAsync(RegistryDefinition definition);

    /// <summary>The step that opens an address.</summary>
    protected abstract Step Visit(string url);

    private static RecordId Id(long number) => new(number, $"IMM-{number}-25");

    private static async Task<Page> PageAsync(IPageSession session, long number) => Assert.IsType<Page>(await session.AskAsync(Id(number), Cancelled));

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path is "/favicon.ico")
        {
            return;
        }

        _requests.Enqueue(path);
        switch (path)
        {
            case "/ask/666":
                http.Abort();
                return;
            case "/ask/777":
                _hanging.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case "/ask/404" or "/ask/503":
                http.Response.StatusCode = int.Parse(path[5..]);
                break;
        }

        var last = http.Request.Cookies["last"] ?? "nothing";
        http.Response.Cookies.Append("last", path);
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync($"<!DOCTYPE html><html><body><p>This is {path} with {Uri.UnescapeDataString(last)}</p></body></html>");
    }
}
