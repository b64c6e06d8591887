using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Faults;

/// <summary>
/// One way in which a registry misbehaves, and which requests it hits. Immutable. Whether a request is hit depends only
/// on the site's seed, the id, and how often this id was asked since the faults were set: runs can be repeated.
/// </summary>
public sealed record FaultRule
{
    public required FaultKind Kind { get; init; }

    /// <summary>The share of requests hit, 0 to 1. Default: all.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Hits only the first so many asks of each id (of a page: the first so many loads); at least 1. Default: every ask.</summary>
    public int? First { get; init; }

    /// <summary>Hits only once the registry has had so many requests since the faults were set; a quota. Default: at once.</summary>
    public int After { get; init; }

    /// <summary>Hits only these: ids as the site writes them, numbers, or ranges of numbers such as "10-20". Default: all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Hits only these requests. Default: all that this kind can spoil.</summary>
    public IReadOnlyList<RequestKind> On { get; init; } = [];

    /// <summary>Retry-After in seconds, for status_429 and status_503; null sends none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Sends Retry-After as an HTTP date by the site's clock instead of seconds.</summary>
    public bool RetryAfterDate { get; init; }

    /// <summary>How long slow_body takes, in seconds, more than 0. Default 5.</summary>
    public double SlowSeconds { get; init; } = 5;

    /// <summary>Everything wrong with this rule, for a registry that has these requests; empty when nothing is.</summary>
    internal IEnumerable<string> Problems(IReadOnlyCollection<RequestKind> kinds)
    {
        var name = Kind.Text();
        if (Rate is not (>= 0 and <= 1))
            yield return $"{name}: rate {Rate} must be from 0 to 1";
        if (First < 1)
            yield return $"{name}: first {First} must be 1 or more";
        if (After < 0)
            yield return $"{name}: after {After} must be 0 or more";
        if (RetryAfter < 0)
            yield return $"{name}: retry_after {RetryAfter} must be 0 or more";
        if (!(SlowSeconds > 0) || SlowSeconds > 86400)
            yield return $"{name}: slow_seconds {SlowSeconds} must be more than 0, at most 86400";
        foreach (var id in Ids.Where(id => !IdMatcher.IsSound(id)))
            yield return $"{name}: ids \"{id}\" must be an id, a number, or a range whose end is not below its start";
        var possible = Kind.Spoils().Intersect(kinds).ToList();
        if (possible.Count == 0 || On.Except(possible).Any())
        {
            var allowed = possible.Count == 0 ? "none" : string.Join(", ", possible.Select(kind => kind.Text()));
            yield return $"{name}: requests of this registry it can hit: {allowed}";
        }
    }
}
