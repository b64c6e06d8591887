using System.Collections.Concurrent;
using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Tests.Support;

/// <summary>A site in a few lines: what the n-th ask for an id is answered. Keeps what was asked, in order. Thread safe.</summary>
internal sealed class ScriptedSource(Func<RecordId, int, CancellationToken, Task<Fetched>> answer) : IPageSource
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, int> _asks = new();

    public ScriptedSource(Func<RecordId, int, Fetched> answer)
        : this((id, ask, _) => Task.FromResult(answer(id, ask)))
    {
    }

    /// <summary>The ids asked for, in order, each as often as it was.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>How many asks hang now.</summary>
    public int Hanging => _hanging + _timed.Values.Count(hangsStill => hangsStill());

    /// <summary>How often sessions were told to start anew.</summary>
    public int Renewals => _renewals;

    private readonly ConcurrentDictionary<Task, Func<bool>> _timed = new();
    private int _renewals;
    private int _hanging;

    /// <summary>Answers never.</summary>
    public Task HangAsync(CancellationToken cancellationToken) => HangAsync(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));

    /// <summary>Hangs as long as the task does, whoever cancels.</summary>
    public async Task HangAsync(Task until)
    {
        Interlocked.Increment(ref _hanging);
        try
        {
            await until;
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }

    /// <summary>Hangs for a time of the clock.</summary>
    public async Task HangAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;
        var hanging = Task.Delay(wait, time, cancellationToken);
        _timed[hanging] = () => until > time.GetUtcNow();
        try
        {
            await hanging;
        }
        finally
        {
            _timed.TryRemove(hanging, out _);
        }
    }

    public static Page Found(RecordId id, string title = "A title") =>
        Html(id, $"<h1 class=title>{title}</h1><table class=record><tr><th>Number</th><td class=record-number>{id.Text}</td></tr><tr><th>Status</th><td>Final</td></tr></table>");

    public static Page Absent(RecordId id) => Html(id, "<h1>No such record</h1>") with { Status = 404 };

    public static Page Html(RecordId id, string body) => new()
    {
        RequestedUrl = new Uri($"http://site.test/plain/{id.Text}"),
        FinalUrl = new Uri($"http://site.test/plain/{id.Text}"),
        Status = 200,
        Body = $"<!doctype html><html><body>{body}</body></html>",
        ContentType = "text/html",
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
    };

    public long? BrowserMemoryBytes => null;

    public IPageSession OpenSession() => new Session(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<Fetched> Ask(RecordId id, CancellationToken cancellationToken)
    {
        _asked.Enqueue(id.Text);
        return answer(id, _asks.AddOrUpdate(id.Text, 1, (_, n) => n + 1), cancellationToken);
    }

    private sealed class Session(ScriptedSource owner) : IPageSession
    {
        public Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken) => owner.Ask(id, cancellationToken);

        public Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken) =>
            owner.Ask(about with { Text = ((Step.Request)steps[^1]).Url.Text }, cancellationToken);

        public Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("the scripted definition has no detail steps");

        public Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken) =>
            owner.Ask(id with { Text = ((Step.Request)steps[^1]).Url.Fill(id, TemplateValues.None) }, cancellationToken);

        public Task ResetAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RenewAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner._renewals);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
