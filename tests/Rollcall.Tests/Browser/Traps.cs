using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>A site of small pages, each with one trap. What is not set is 404.</summary>
internal sealed class Traps : IAsyncDisposable
{
    private readonly Dictionary<string, Func<HttpContext, Task>> _answers = [];
    private readonly ConcurrentQueue<string> _asked = new();
    private TestSite _site = null!;

    public Uri Address => _site.Address;

    /// <summary>The paths asked for, with their queries, in order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public static async Task<Traps> StartAsync()
    {
        var traps = new Traps();
        traps._site = await TestSite.StartAsync(traps.AnswerAsync);
        return traps;
    }

    /// <summary>An HTML page.</summary>
    public Traps Page(string path, string body, int status = 200) => On(path, http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync($"<!doctype html><html><head><meta charset=utf-8><link rel=icon href=data:,></head><body>{body}</body></html>");
    });

    /// <summary>A text, after a while.</summary>
    public Traps Text(string path, Func<HttpContext, string> text, int afterMilliseconds = 0) => On(path, async http =>
    {
        await Task.Delay(TimeSpan.FromMilliseconds(afterMilliseconds), TimeProvider.System, http.RequestAborted);
        await http.Response.WriteAsync(text(http));
    });

    public Traps On(string path, Func<HttpContext, Task> answer)
    {
        _answers[path] = answer;
        return this;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        _asked.Enqueue(http.Request.Path + http.Request.QueryString.Value);
        if (_answers.TryGetValue(http.Request.Path, out var answer))
        {
            return answer(http);
        }

        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
