using Microsoft.AspNetCore.Http;
using Rollcall.Browser.Chromium;
using Rollcall.Fetching;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>A browser that has done its time is replaced while it still works, and goes when its last job is over.</summary>
[Collection(ChromiumFixture.Name)]
[Trait("Category", "Long")]
public sealed class BrowserReplacementTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Traps _site = null!;

    public async ValueTask InitializeAsync() => _site = (await Traps.StartAsync())
        .Page("/page", "<p id=it>here</p>")
        .Page("/9", "<p id=it>here</p>")
        .On("/7", async http =>
        {
            await _hold.Task.WaitAsync(http.RequestAborted);
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<p id=it>here</p>");
        });

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_browser_takes_no_more_than_its_jobs_and_goes_when_the_last_of_them_is_over()
    {
        var token = TestContext.Current.CancellationToken;
        await using var shelter = new Shelter(_site.Address, Shelter.Quick with { MaxJobs = 3 }, steps: "ask:\n  - goto: \"/{number}\"\n  - wait: { visible: \"#it\" }\n");
        var slow = shelter.Session();
        var first = await shelter.LeaseAsync();
        var inFlight = slow.AskAsync(new(7, "7"), token);
        await Shelter.Until(() => _site.Asked.Contains("/7"));
        var quick = shelter.Session();
        for (var job = 2; job <= 3; job++)
        {
            Assert.IsType<Page>((await Asked(quick)).Answer);
        }

        await shelter.Log.SeenAsync("batch.browser.restart", 1);
        var second = await shelter.LeaseAsync();

        Assert.NotSame(first, second);
        Assert.False(inFlight.IsCompleted);
        Assert.Contains("it did 3 jobs (browser_max_jobs 3)", Assert.Single(shelter.Log.Of("batch.browser.restart")), StringComparison.Ordinal);
        Assert.IsType<Page>((await Asked(quick)).Answer);
        Assert.NotEmpty(first.Tree.Alive());
        _hold.SetResult();
        Assert.IsType<Page>(await inFlight);
        Assert.NotEmpty(first.Tree.Alive());
        await slow.ResetAsync(token);
        await Shelter.Until(() => first.HasEnded);
        Assert.Empty(first.Tree.Alive());
        Assert.False(Directory.Exists(first.Folder));
        Assert.Empty(shelter.Log.Of("batch.browser.lost"));
    }

    [Fact]
    public async Task Age_ends_a_browser_that_nobody_uses_and_there_is_another_before_it_goes()
    {
        await using var shelter = new Shelter(_site.Address, Shelter.Quick with { MaxAge = TimeSpan.FromSeconds(2) });
        var first = await shelter.LeaseAsync();

        await Shelter.Until(() => first.HasEnded);

        Assert.NotEmpty((await shelter.LeaseAsync()).Tree.Alive());
        Assert.Contains("minutes old (browser_max_age", shelter.Log.Of("batch.browser.restart")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_that_do_not_end_are_not_waited_for_without_end()
    {
        await using var shelter = new Shelter(
            _site.Address,
            Shelter.Quick with { MaxJobs = 1, DrainTimeout = TimeSpan.FromSeconds(1), CloseTimeout = TimeSpan.FromSeconds(1) },
            steps: "ask:\n  - goto: \"/{number}\"\n");
        var session = shelter.Session();

        var fault = Assert.IsType<Fault>(await session.AskAsync(new(7, "7"), TestContext.Current.CancellationToken));

        Assert.True(fault.AskAgain);
        Assert.Contains("the browser is lost: its last jobs did not end within 1 s", fault.Message, StringComparison.Ordinal);
        await session.ResetAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Memory_of_the_whole_tree_counts_against_what_it_could_have()
    {
        using var root = Machine(freeKilobytes: 700_000);
        await using var shelter = new Shelter(_site.Address, Shelter.Quick with { MaxMemoryPercent = 10 }, new AvailableMemory(root.Path));
        var session = shelter.Session();
        for (var job = 1; job <= 12; job++)
        {
            Assert.IsType<Page>((await Shelter.AskAsync(session, job)).Answer);
        }

        await shelter.Log.SeenAsync("batch.browser.restart", 1);

        Assert.Matches("it takes [0-9]+ MB, [0-9]+ % of what it could have", shelter.Log.Of("batch.browser.restart")[0]);
        Assert.InRange(shelter.Supply.Memory, 50_000_000, 2_000_000_000);
    }

    [Fact]
    public async Task A_page_that_takes_all_memory_is_killed_and_the_others_go_on()
    {
        using var root = Machine(freeKilobytes: 300_000);
        _site.Page("/6", "<p>wait</p><script>const all = []; setInterval(() => all.push(new Uint8Array(20e6).fill(1)), 50)</script>");
        await using var shelter = new Shelter(
            _site.Address, Shelter.Quick with { MaxMemoryPercent = 50, MaxRestarts = 0 }, new AvailableMemory(root.Path), "ask:\n  - goto: \"/{number}\"\n  - wait: { visible: \"#it\" }\n");
        var other = shelter.Session();
        Assert.IsType<Page>((await Asked(other)).Answer);

        var fault = Assert.IsType<Fault>(await shelter.Session().AskAsync(new(6, "6"), TestContext.Current.CancellationToken));

        Assert.Equal(FailureClass.BrowserCrash, fault.Class);
        Assert.Contains("crashed", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(shelter.Log.Of("batch.browser.page_killed"));
        Assert.IsType<Page>((await Asked(other)).Answer);
        Assert.Single(shelter.Log.Of("batch.browser.start"));
    }

    [Fact]
    public async Task A_document_that_takes_its_time_is_not_taken_for_a_page_that_hangs()
    {
        _site.On("/5", async http =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, http.RequestAborted);
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<p id=it>here</p>");
        });
        await using var shelter = new Shelter(_site.Address, Shelter.Quick with { AnswerTimeout = TimeSpan.FromSeconds(1) }, steps: "ask:\n  - goto: \"/{number}\"\n  - wait: { visible: \"#it\" }\n");

        Assert.Equal(0, (await Shelter.AskAsync(shelter.Session(), 5)).Again);
    }

    [Theory]
    [InlineData("keep", "seen=1")]
    [InlineData("fresh", "")]
    public async Task A_session_goes_on_in_the_next_browser_with_its_cookies_when_the_definition_asks_for_it(string session, string cookie)
    {
        var seen = new List<string>();
        _site.On("/9", async http =>
        {
            seen.Add(http.Request.Headers.Cookie.ToString());
            http.Response.Headers.SetCookie = "seen=1; Path=/";
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<p id=it>here</p>");
        });
        // Nothing hangs here; a busy machine must not look as if.
        await using var shelter = new Shelter(_site.Address, Shelter.Quick with { AnswerTimeout = TimeSpan.FromSeconds(20) }, steps: $"session: {session}\nopen:\n  - goto: /page\nask:\n  - goto: \"/{{number}}\"\n");
        var worker = shelter.Session();
        Assert.IsType<Page>((await Asked(worker)).Answer);
        var first = await shelter.LeaseAsync();
        first.Complaint = "it is tired";
        shelter.Supply.Consider(first);
        await shelter.Log.SeenAsync("batch.browser.restart", 1);

        Assert.IsType<Page>((await Asked(worker)).Answer);

        Assert.Equal(["", cookie], seen);
        Assert.Equal(2, _site.Asked.Count(p => p == "/page"));
    }

    private static async Task<(Fetched Answer, bool)> Asked(IPageSession session)
    {
        var answer = await session.AskAsync(new(9, "9"), TestContext.Current.CancellationToken);
        await session.ResetAsync(TestContext.Current.CancellationToken);
        return (answer, true);
    }

    private static TempFolder Machine(int freeKilobytes)
    {
        var root = new TempFolder();
        Directory.CreateDirectory(root.At("proc"));
        File.WriteAllText(root.At("proc", "meminfo"), $"MemAvailable: {freeKilobytes} kB\n");
        return root;
    }
}
