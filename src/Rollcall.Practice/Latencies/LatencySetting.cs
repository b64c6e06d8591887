using System.Diagnostics.CodeAnalysis;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Latencies;

/// <summary>
/// A latency as a command line gives it, <c>[registry[/kind]=]range</c>: <c>200ms</c>, <c>plain=0-2s</c>,
/// <c>court/search=50ms-2s</c>.
/// </summary>
/// <param name="Registry">The registry's name; null means every registry.</param>
/// <param name="Kind">The requests it holds for; null means all but assets.</param>
/// <param name="Range">The latency.</param>
public sealed record LatencySetting(string? Registry, RequestKind? Kind, LatencyRange Range)
{
    /// <summary>Reads the text form. False, with what is wrong and what is allowed, when it cannot be read.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LatencySetting? setting, [NotNullWhen(false)] out string? problem)
    {
        setting = null;
        problem = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var target = equals < 0 ? [] : text[..equals].Split('/', 2);
        RequestKind? kind = null;
        if (target.Length == 2)
        {
            if (RequestKinds.TryParse(target[1], out var named))
                kind = named;
            else
                problem = $"\"{text}\": no such requests \"{target[1]}\"; allowed are record, page, search, entries, asset";
        }
        if (!LatencyRange.TryParse(text[(equals + 1)..], out var range))
            problem = $"\"{text}\": cannot read the latency; allowed are {LatencyRange.Allowed}";
        if (problem is not null)
            return false;
        setting = new LatencySetting(target.Length > 0 ? target[0] : null, kind, range);
        return true;
    }
}
