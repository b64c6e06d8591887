using System.Collections.Immutable;
using System.Globalization;

namespace Rollcall.Fetching.Robots;

/// <summary>What a robots.txt allows us (RFC 9309), and the Crawl-delay that many of them add. Immutable, pure.</summary>
public sealed record RobotsRules
{
    /// <summary>Our name in robots.txt, the product token of the User-Agent.</summary>
    public const string Product = "rollcall";

    // RFC 9309, 2.5: at least 500 KiB must be read; more is nobody's rules.
    private const int MostCharacters = 512 * 1024;

    private ImmutableArray<(string Pattern, bool Allow)> Rules { get; init; } = [];

    /// <summary>How far apart the site wants requests to be; null when it does not say.</summary>
    public TimeSpan? CrawlDelay { get; private init; }

    /// <summary>Everything is allowed.</summary>
    public static RobotsRules AllowAll { get; } = new();

    /// <summary>Reads the rules of the groups that name us, or else of those for everybody.</summary>
    public static RobotsRules Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (ours, all) = (new Group(), new Group());
        var current = new List<Group>();
        var (inAgents, named) = (false, false);
        foreach (var (key, value) in Lines(text))
        {
            if (key == "user-agent")
            {
                if (!inAgents)
                {
                    current.Clear();
                }

                inAgents = true;
                if (ProductOf(value) is { } product)
                {
                    current.Add(product == "*" ? all : ours);
                    named |= product != "*";
                }

                continue;
            }

            inAgents = false;
            foreach (var group in current)
            {
                group.Add(key, value);
            }
        }

        // A group that names us is ours alone, even if it says nothing.
        var chosen = named ? ours : all;
        return new RobotsRules { Rules = [.. chosen.Rules], CrawlDelay = chosen.CrawlDelay };
    }

    /// <summary>Whether the address may be asked for: the longest rule that fits decides, and Allow wins a tie.</summary>
    public bool Allows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var path = Uri.UnescapeDataString(address.PathAndQuery);
        var (longest, allowed) = (-1, true);
        foreach (var (pattern, allow) in Rules)
        {
            if ((pattern.Length > longest || (pattern.Length == longest && allow)) && Fits(pattern, path))
            {
                (longest, allowed) = (pattern.Length, allow);
            }
        }

        return allowed || address.AbsolutePath == "/robots.txt";
    }

    private static string? ProductOf(string agent)
    {
        var product = agent.Trim().ToLowerInvariant();
        return product == "*" ? product : product == Product || product.StartsWith(Product + "/", StringComparison.Ordinal) ? Product : null;
    }

    private static IEnumerable<(string Key, string Value)> Lines(string text)
    {
        foreach (var line in text[..Math.Min(text.Length, MostCharacters)].TrimStart('\uFEFF').Split(['\n', '\r']))
        {
            var content = line.Split('#')[0];
            var colon = content.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                yield return (content[..colon].Trim().ToLowerInvariant(), content[(colon + 1)..].Trim());
            }
        }
    }

    /// <summary>A pattern is a prefix; <c>*</c> stands for anything, a <c>$</c> at its end for the end.</summary>
    private static bool Fits(string pattern, string path)
    {
        var toTheEnd = pattern.EndsWith('$');
        var parts = (toTheEnd ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            if (toTheEnd && i == parts.Length - 1)
            {
                return path.Length - at >= parts[i].Length && path.EndsWith(parts[i], StringComparison.Ordinal);
            }

            var found = path.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + parts[i].Length;
        }

        return !toTheEnd || at == path.Length;
    }

    private sealed class Group
    {
        public List<(string Pattern, bool Allow)> Rules { get; } = [];

        public TimeSpan? CrawlDelay { get; private set; }

        public void Add(string key, string value)
        {
            switch (key)
            {
                // An empty Disallow disallows nothing.
                case "allow" or "disallow" when value.Length > 0:
                    Rules.Add((Uri.UnescapeDataString(value), key == "allow"));
                    break;
                case "crawl-delay" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86400:
                    CrawlDelay = TimeSpan.FromSeconds(seconds);
                    break;
            }
        }
    }
}
