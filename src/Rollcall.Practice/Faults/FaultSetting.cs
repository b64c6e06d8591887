using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Faults;

/// <summary>
/// A fault as a command line gives it, <c>[registry/]kind[:rate][,key=value]…</c>: <c>timeout:0.05</c>,
/// <c>court/status_500:0.02,on=search</c>, <c>plain/reset,first=2,ids=10-20+35</c>, <c>status_429,after=500,retry_after=5</c>.
/// Keys: first, after, ids, on (several joined by +), retry_after, retry_after_date, slow_seconds, as in <see cref="FaultRule"/>.
/// </summary>
/// <param name="Registry">The registry's name; null means every registry that has such requests.</param>
/// <param name="Rule">The fault.</param>
public sealed record FaultSetting(string? Registry, FaultRule Rule)
{
    /// <summary>Reads the text form. False, with what is wrong and what is allowed, when it cannot be read.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FaultSetting? setting, [NotNullWhen(false)] out string? problem)
    {
        setting = null;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var slash = parts[0].IndexOf('/', StringComparison.Ordinal);
        var registry = slash > 0 ? parts[0][..slash] : null;
        var head = parts[0][(slash + 1)..].Split(':', 2);

        if (!FaultKinds.TryParse(head[0], out var kind))
        {
            problem = $"\"{text}\": no such fault \"{head[0]}\"; allowed are {FaultKinds.Allowed}";
            return false;
        }

        var rule = new FaultRule { Kind = kind };
        if (head.Length == 2)
        {
            if (!Real(head[1], out var rate))
            {
                problem = $"\"{text}\": rate \"{head[1]}\" must be a number from 0 to 1";
                return false;
            }
            rule = rule with { Rate = rate };
        }
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=', 2);
            if (pair.Length != 2 || With(rule, pair[0], pair[1]) is not { } more)
            {
                problem = $"\"{text}\": cannot read \"{part}\"; allowed are first=N, after=N, ids=1-5+9, on=page+search, "
                    + "retry_after=SECONDS, retry_after_date=true, slow_seconds=SECONDS";
                return false;
            }
            rule = more;
        }
        setting = new FaultSetting(registry, rule);
        problem = null;
        return true;
    }

    private static FaultRule? With(FaultRule rule, string key, string value) => key switch
    {
        "first" when Whole(value, out var number) => rule with { First = number },
        "after" when Whole(value, out var number) => rule with { After = number },
        "retry_after" when Whole(value, out var seconds) => rule with { RetryAfter = seconds },
        "retry_after_date" when bool.TryParse(value, out var asDate) => rule with { RetryAfterDate = asDate },
        "slow_seconds" when Real(value, out var seconds) => rule with { SlowSeconds = seconds },
        "ids" => rule with { Ids = value.Split('+') },
        "on" when Kinds(value) is { } kinds => rule with { On = kinds },
        _ => null,
    };

    private static bool Whole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Real(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static List<RequestKind>? Kinds(string text)
    {
        var kinds = new List<RequestKind>();
        foreach (var name in text.Split('+'))
        {
            if (!RequestKinds.TryParse(name, out var kind))
                return null;
            kinds.Add(kind);
        }
        return kinds;
    }
}
