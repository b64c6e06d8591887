using System.Diagnostics;
using Rollcall.Browser;
using Rollcall.Browser.Chromium;
using Rollcall.Browser.Sessions;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>A browser of a test's own, to be harmed, and sessions in it that ask for the page of an id.</summary>
internal sealed class Shelter : IAsyncDisposable
{
    private readonly List<IPageSession> _sessions = [];
    private readonly BrowserPageSource _source;

    public Shelter(Uri site, BrowserOptions? options = null, AvailableMemory? memory = null, string steps = "ask:\n  - goto: \"/page?{number}\"\n  - wait: { visible: \"#it\" }\n")
    {
        var read = RegistryReader.Parse("shelter.yaml", $$"""
            registry: shelter
            title: Shelter
            site: {{site}}
            mode: browser
            ids:
              pattern: "{number}"
              first: 1
              ceiling: 999
            {{steps}}
            judge:
              absent:
                - at: "#none"
              found:
                - at: "#it"
              identity:
                at: "#it"
                is: "{number}"
            read:
              fields:
                it: { at: "#it" }
            """);
        Assert.Empty(read.Errors);
        Supply = new BrowserSupply(options ?? Quick, Log, TimeProvider.System, memory);
        _source = new BrowserPageSource(read.Definition!, TemplateValues.None, options ?? Quick, pace: null, new Surroundings(Log, TimeProvider.System), Supply);
    }

    /// <summary>Limits that run out soon where they are to, and not where the machine may be busy.</summary>
    public static BrowserOptions Quick { get; } = new()
    {
        StepTimeout = TimeSpan.FromSeconds(20), StartTimeout = TimeSpan.FromSeconds(60), AnswerTimeout = TimeSpan.FromSeconds(1.5), CloseTimeout = TimeSpan.FromSeconds(2),
    };

    public RecordingLog Log { get; } = new();

    public BrowserSupply Supply { get; }

    public IPageSession Session()
    {
        var session = _source.OpenSession();
        _sessions.Add(session);
        return session;
    }

    public Task<BrowserLease> LeaseAsync() => Supply.GetAsync(TestContext.Current.CancellationToken);

    /// <summary>Asks as a worker does: again at once as long as it is told so.</summary>
    /// <returns>The answer, and how often it was asked again.</returns>
    public static async Task<(Fetched Answer, int Again)> AskAsync(IPageSession session, int number)
    {
        for (var again = 0; ; again++)
        {
            var answer = await session.AskAsync(new RecordId(number, $"{number}"), TestContext.Current.CancellationToken);
            await session.ResetAsync(TestContext.Current.CancellationToken);
            if (answer is not Fault { AskAgain: true } || again > 9)
            {
                return (answer, again);
            }
        }
    }

    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    public static async Task Until(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }

        await _source.DisposeAsync();
        await Supply.DisposeAsync();
    }
}
