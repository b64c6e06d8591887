using Microsoft.Playwright;

namespace Rollcall.Browser.Sessions;

/// <summary>What a page complained of since the last clearing: console errors, uncaught errors, failed requests, dialogs. Thread safe.</summary>
internal sealed class Complaints
{
    // Enough to see what went wrong; a page that complains without end must not fill the memory.
    private const int Most = 50;
    private const int Longest = 500;

    private static readonly HashSet<string> Unwanted = ["image", "font", "media"];

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    /// <summary>Listens to a page.</summary>
    public void ListenTo(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Add($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Add($"script: {error}");
        page.RequestFailed += (_, request) =>
        {
            if (!Unwanted.Contains(request.ResourceType) && request.Failure != "net::ERR_ABORTED")
            {
                Add($"request: {request.Method} {request.Url}: {request.Failure}");
            }
        };
    }

    /// <summary>Adds one of our own.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count < Most)
            {
                _lines.Add(line.Length > Longest ? line[..Longest] + "…" : line);
            }
        }
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<string> Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>Forgets them: another id begins.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _lines.Clear();
        }
    }
}
