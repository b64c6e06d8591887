using Microsoft.Playwright;
using Rollcall.Browser.Chromium;
using Rollcall.Browser.Steps;
using Rollcall.Fetching;

namespace Rollcall.Browser.Sessions;

/// <summary>A page in a context of its own: what a session holds of the browser. Used by one worker.</summary>
internal sealed class SessionPage
{
    private readonly BrowserOptions _options;
    private readonly TimeProvider _time;
    private readonly IBrowserContext _context;
    private readonly ICDPSession _channel;
    private readonly CancellationTokenSource _lost;
    private volatile bool _hasArrived;
    private int _documents;
    private TaskCompletionSource _nextDocument = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<string> _brokenOff = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SessionPage(BrowserLease lease, IBrowserContext context, (IPage Page, ICDPSession Channel) made, BrowserOptions options, TimeProvider time)
    {
        var page = made.Page;
        Lease = lease;
        Page = page;
        _context = context;
        _channel = made.Channel;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost);
        Lost = _lost.Token;
        page.Crash += (_, _) => Lose();
        page.FrameNavigated += (_, frame) => _hasArrived |= frame == page.MainFrame;
        _options = options;
        _time = time;
        Complaints.ListenTo(page);
        page.DOMContentLoaded += (_, _) => CountDocument();
        page.RequestFailed += (_, request) => NoteBrokenOff(request);
        page.Dialog += (_, dialog) => _ = AnswerAsync(dialog);
        page.Popup += (_, popup) =>
        {
            Complaints.Add($"another window was opened: {popup.Url}");
            _ = popup.CloseAsync().EndsWithin(_options.CloseTimeout, _time);
        };
    }

    /// <summary>The browser it belongs to.</summary>
    public BrowserLease Lease { get; }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Cancelled when nothing more can be had of it: it crashed, or its browser is lost.</summary>
    public CancellationToken Lost { get; }

    /// <summary>What it complained of.</summary>
    public Complaints Complaints { get; } = new();

    /// <summary>How the document in it came.</summary>
    public ShownDocument Document { get; set; } = new(new Uri("about:blank"));

    /// <summary>How many documents it has shown.</summary>
    public int Documents => Volatile.Read(ref _documents);

    /// <summary>How the document in it broke off; null when it is.</summary>
    public string? BrokenOff => _brokenOff.Task is { IsCompletedSuccessfully: true } broken ? broken.Result : null;

    /// <summary>Makes a context and a page.</summary>
    /// <param name="lease">The browser.</param>
    /// <param name="parts">What all sessions share.</param>
    /// <param name="state">Cookies and local storage to start with, as <see cref="StateAsync"/> gave them; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="TooLongException">The browser does not get it done in time.</exception>
    /// <exception cref="PlaywrightException">The browser cannot.</exception>
    public static async Task<SessionPage> OpenAsync(
        BrowserLease lease, SessionParts parts, string? state, CancellationToken cancellationToken)
    {
        var (options, time) = (parts.Options, parts.Surroundings.Time);
        var making = lease.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            // Sites with responsive tables hide columns from narrow windows.
            ViewportSize = new ViewportSize { Width = 1920, Height = 1080 },
            UserAgent = UserAgentOf(options, parts.Definition.Contact, lease.Browser.Version),
            AcceptDownloads = false,
            ServiceWorkers = ServiceWorkerPolicy.Block,
            StorageState = state,

            // Dialogs that fade in and out are done at once where the site respects the wish.
            ReducedMotion = ReducedMotion.Reduce,
        });
        try
        {
            var context = await making.Within(options.StartTimeout, "a new browser context", time, cancellationToken);
            await context.AddInitScriptAsync(InPageScript.Source).Within(options.StartTimeout, "the script for new pages", time, cancellationToken);
            var page = await context.NewPageAsync().Within(options.StartTimeout, "a new page", time, cancellationToken);
            var channel = await BlockMediaAsync(context, page, options, time).Within(options.StartTimeout, "the blocking of media", time, cancellationToken);
            return new SessionPage(lease, context, (page, channel), options, time);
        }
        catch
        {
            // Given up, it may still be made, and would stay for as long as the browser.
            _ = making.ContinueWith(
                made => made.Result.CloseAsync().EndsWithin(options.CloseTimeout, time),
                CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>The task's end, or the moment when the document breaks off: the browser goes on waiting for the rest of it.</summary>
    /// <exception cref="BrokenOffException">It broke off.</exception>
    public async Task UnlessBrokenOff(Task task)
    {
        var broken = _brokenOff.Task;
        if (await Task.WhenAny(task, broken) == broken)
        {
            throw new BrokenOffException(await broken);
        }

        await task;
    }

    /// <summary>
    /// Whether the page's scripts can run: asks for something trivial. True without asking while the document that was asked for is on its way:
    /// the browser passes no question on then, so a site that is slow would look like a page that hangs.
    /// </summary>
    public async Task<bool> AnswersAsync() => !_hasArrived || await Page.EvaluateAsync<int>("1").AnswersWithin(_options.AnswerTimeout, _time);

    /// <summary>Waits for a document after the one of that number.</summary>
    public async Task NextDocumentAsync(int after, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (true)
        {
            var next = Volatile.Read(ref _nextDocument).Task;
            if (Documents > after)
            {
                return;
            }

            var left = limit - _time.GetElapsedTime(begun);
            await next.Within(left > TimeSpan.Zero ? left : TimeSpan.Zero, what, _time, cancellationToken);
        }
    }

    /// <summary>Forgets what was noted of the document before: another one was asked for.</summary>
    public void ForgetDocument()
    {
        _hasArrived = false;
        _brokenOff = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Takes a picture; empty when the page gives none within the limit.</summary>
    public async Task<ReadOnlyMemory<byte>> ScreenshotAsync()
    {
        var picture = PictureAsync();
        return await picture.EndsWithin(_options.CloseTimeout, _time) ? await picture : default;
    }

    /// <summary>Its cookies and local storage; null when the browser does not tell.</summary>
    public async Task<string?> StateAsync()
    {
        var state = _context.StorageStateAsync();
        return await state.EndsWithin(_options.CloseTimeout, _time) ? await state : null;
    }

    // Not by Playwright, which waits for the page's fonts first: those of a page that never finishes loading are never there.
    private async Task<ReadOnlyMemory<byte>> PictureAsync()
    {
        var channel = await _context.NewCDPSessionAsync(Page);
        var answer = await channel.SendAsync("Page.captureScreenshot");
        await channel.DetachAsync();
        return answer!.Value.GetProperty("data").GetBytesFromBase64();
    }

    /// <summary>Gives page and context back.</summary>
    /// <param name="mayBeBusy">Whether a script of the page may be running that does not end: it is broken off first.</param>
    /// <returns>False when the browser does not let go of them in time.</returns>
    public async Task<bool> CloseAsync(bool mayBeBusy)
    {
        if (Lease.IsGone || Lease.IsEnding)
        {
            _lost.Dispose();
            return true;
        }

        if (mayBeBusy)
        {
            _ = _channel.SendAsync("Runtime.terminateExecution").EndsWithin(_options.CloseTimeout, _time);
        }

        var isClosed = await _context.CloseAsync().EndsWithin(_options.CloseTimeout, _time);
        _lost.Dispose();
        return isClosed;
    }

    // Images and fonts are left out by a switch, but not in a browser that is not ours; for films and sounds there is none.
    private static async Task<ICDPSession> BlockMediaAsync(IBrowserContext context, IPage page, BrowserOptions options, TimeProvider time)
    {
        var channel = await context.NewCDPSessionAsync(page);
        channel.Event("Fetch.requestPaused").OnEvent += (_, paused) =>
        {
            var refusal = new Dictionary<string, object> { ["requestId"] = paused!.Value.GetProperty("requestId").GetString()!, ["errorReason"] = "BlockedByClient" };
            _ = channel.SendAsync("Fetch.failRequest", refusal).EndsWithin(options.CloseTimeout, time);
        };
        string[] kinds = options.Endpoint is null ? ["Media"] : ["Media", "Image", "Font"];
        var patterns = kinds.Select(k => new Dictionary<string, object> { ["resourceType"] = k }).ToArray();
        await channel.SendAsync("Fetch.enable", new Dictionary<string, object> { ["patterns"] = patterns });
        return channel;
    }

    private void Lose()
    {
        try
        {
            _ = _lost.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was given back just now.
        }
    }

    // Chromium's own, as sites expect it of a browser, and the name of who asks.
    private static string UserAgentOf(BrowserOptions options, string? contact, string version) => options.UserAgent.Length > 0
        ? options.UserAgent
        : $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version.Split('.')[0]}.0.0.0 Safari/537.36 {HttpOptions.UserAgentWith(contact)}";

    private void CountDocument()
    {
        Interlocked.Increment(ref _documents);
        Interlocked.Exchange(ref _nextDocument, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void NoteBrokenOff(IRequest request)
    {
        if (request.IsNavigationRequest && request.ResourceType == "document" && request.Failure is not (null or "net::ERR_ABORTED") && IsOfMainFrame(request))
        {
            _brokenOff.TrySetResult($"{request.Url} did not come whole: {request.Failure}");
        }
    }

    private bool IsOfMainFrame(IRequest request)
    {
        try
        {
            return request.Frame == Page.MainFrame;
        }
        catch (PlaywrightException)
        {
            // A frame that does not exist yet belongs to a window that is about to open.
            return false;
        }
    }

    private async Task AnswerAsync(IDialog dialog)
    {
        Complaints.Add($"dialog ({dialog.Type}): {dialog.Message}");

        // "Do you want to leave?" is answered with yes, everything else with no.
        var answer = dialog.Type == DialogType.BeforeUnload ? dialog.AcceptAsync() : dialog.DismissAsync();
        await answer.EndsWithin(_options.CloseTimeout, _time);
    }
}

/// <summary>The document in a page came only in part, or not at all.</summary>
internal sealed class BrokenOffException(string how) : Exception(how);
