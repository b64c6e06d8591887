using Rollcall.Ids;

namespace Rollcall.Ledger.State;

/// <summary>
/// The ids that the site said it does not have, each with the day it said so, and how far that is believed. Days are enough for a time to
/// live that is counted in days, and keep a million absences in a few intervals. Not thread safe: <see cref="LedgerState"/> owns it.
/// </summary>
internal sealed class Absences
{
    private readonly SortedDictionary<int, IdSet> _byDay = [];

    public Absences()
    {
    }

    /// <summary>As a checkpoint keeps them.</summary>
    public Absences(IdSet all, IEnumerable<KeyValuePair<int, IdSet>> byDay, IdSet provisional, IdSet lapsed)
    {
        (All, Provisional, Lapsed) = (all, provisional, lapsed);
        foreach (var (day, ids) in byDay)
        {
            _byDay.Add(day, ids);
        }
    }

    /// <summary>A copy.</summary>
    public Absences(Absences other)
        : this(
            new IdSet(other.All),
            other._byDay.Select(d => KeyValuePair.Create(d.Key, new IdSet(d.Value))),
            new IdSet(other.Provisional),
            new IdSet(other.Lapsed))
    {
    }

    /// <summary>All of them.</summary>
    public IdSet All { get; } = new();

    /// <summary>Of these, what no canary has confirmed yet.</summary>
    public IdSet Provisional { get; } = new();

    /// <summary>
    /// Of these, what stood for an earlier run only: above the highest number known to exist when that run ended, or never confirmed.
    /// </summary>
    public IdSet Lapsed { get; } = new();

    /// <summary>By day, as days since 0001-01-01.</summary>
    public IReadOnlyDictionary<int, IdSet> ByDay => _byDay;

    /// <summary>The site said so, on that day. Provisional from now on.</summary>
    public void Add(long number, DateTimeOffset at)
    {
        Remove(number);
        DayOf(DayNumber(at)).Add(number);
        All.Add(number);
        Provisional.Add(number);
    }

    /// <summary>Something else is known of the id by now, or its absence is taken back.</summary>
    public void Remove(long number)
    {
        if (!All.Remove(number))
        {
            return;
        }

        Provisional.Remove(number);
        Lapsed.Remove(number);
        foreach (var (day, ids) in _byDay)
        {
            if (ids.Remove(number))
            {
                DropIfEmpty(day, ids);
                return;
            }
        }
    }

    /// <summary>The provisional ones among these are believed.</summary>
    public void Seal(IdSet ids) => Provisional.ExceptWith(ids);

    /// <summary>The provisional ones among these are taken back.</summary>
    /// <returns>Which they were.</returns>
    public IdSet Void(IdSet ids)
    {
        var taken = Provisional.Intersect(ids);
        All.ExceptWith(taken);
        Provisional.ExceptWith(taken);
        foreach (var (day, absent) in _byDay.ToList())
        {
            absent.ExceptWith(taken);
            DropIfEmpty(day, absent);
        }

        return taken;
    }

    /// <summary>A run is over: what was not confirmed, or lies above every number known to exist, does not stand for the next.</summary>
    public void Lapse(long? highestSeen)
    {
        Lapsed.UnionWith(highestSeen is { } highest ? All.Above(highest) : All);
        Lapsed.UnionWith(Provisional);
        Provisional.ExceptWith(Lapsed);
    }

    /// <summary>Those that need not be asked again: believed, not lapsed, and younger than the time to live.</summary>
    public IdSet Standing(DateTimeOffset now, TimeSpan timeToLive)
    {
        var standing = new IdSet();
        foreach (var (day, ids) in _byDay)
        {
            // The day counts from its first moment, so an absence expires up to a day early rather than late.
            if (now.UtcDateTime - DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue) <= timeToLive)
            {
                standing.UnionWith(ids);
            }
        }

        standing.ExceptWith(Provisional);
        standing.ExceptWith(Lapsed);
        return standing;
    }

    private static int DayNumber(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime).DayNumber;

    private IdSet DayOf(int day)
    {
        if (!_byDay.TryGetValue(day, out var ids))
        {
            _byDay.Add(day, ids = new IdSet());
        }

        return ids;
    }

    private void DropIfEmpty(int day, IdSet ids)
    {
        if (ids.IsEmpty)
        {
            _byDay.Remove(day);
        }
    }
}
