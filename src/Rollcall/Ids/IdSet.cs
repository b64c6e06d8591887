namespace Rollcall.Ids;

/// <summary>
/// A set of numbers kept as intervals: a million settled ids with realistic holes take a few hundred kilobytes. Adding or taking away
/// a number costs a binary search, plus moving the intervals behind it (none when ids come roughly in order).
/// Not thread safe: its owner serialises access.
/// </summary>
public sealed partial class IdSet
{
    private readonly List<IdRange> _ranges = [];

    /// <summary>An empty set.</summary>
    public IdSet()
    {
    }

    /// <summary>A copy.</summary>
    public IdSet(IdSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _ranges.AddRange(other._ranges);
        Count = other.Count;
    }

    /// <summary>How many numbers are in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The highest number, or null when empty.</summary>
    public long? Max => _ranges.Count == 0 ? null : _ranges[^1].Last;

    /// <summary>The lowest number, or null when empty.</summary>
    public long? Min => _ranges.Count == 0 ? null : _ranges[0].First;

    /// <summary>The intervals in ascending order, with a gap of at least one number between neighbours.</summary>
    public IReadOnlyList<IdRange> Ranges => _ranges;

    /// <summary>The numbers in ascending order, made as they are read.</summary>
    public IEnumerable<long> Numbers()
    {
        foreach (var range in _ranges)
        {
            for (var number = range.First; number <= range.Last; number++)
            {
                yield return number;
            }
        }
    }

    /// <summary>Whether the number is in the set.</summary>
    public bool Contains(long number)
    {
        var at = LastStartingAtOrBefore(number);
        return at >= 0 && _ranges[at].Contains(number);
    }

    /// <summary>Adds one number.</summary>
    /// <returns>False when it was there already.</returns>
    public bool Add(long number)
    {
        var before = LastStartingAtOrBefore(number);
        if (before >= 0 && _ranges[before].Contains(number))
        {
            return false;
        }

        var joinsBefore = before >= 0 && _ranges[before].Last == number - 1;
        var joinsAfter = before + 1 < _ranges.Count && _ranges[before + 1].First == number + 1;
        Count++;
        if (joinsBefore && joinsAfter)
        {
            _ranges[before] = new IdRange(_ranges[before].First, _ranges[before + 1].Last);
            _ranges.RemoveAt(before + 1);
        }
        else if (joinsBefore)
        {
            _ranges[before] = new IdRange(_ranges[before].First, number);
        }
        else if (joinsAfter)
        {
            _ranges[before + 1] = new IdRange(number, _ranges[before + 1].Last);
        }
        else
        {
            _ranges.Insert(before + 1, new IdRange(number, number));
        }

        return true;
    }

    /// <summary>Takes one number away.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Remove(long number)
    {
        var at = LastStartingAtOrBefore(number);
        if (at < 0 || !_ranges[at].Contains(number))
        {
            return false;
        }

        var range = _ranges[at];
        Count--;
        _ranges.RemoveAt(at);
        if (number < range.Last)
        {
            _ranges.Insert(at, new IdRange(number + 1, range.Last));
        }

        if (number > range.First)
        {
            _ranges.Insert(at, new IdRange(range.First, number - 1));
        }

        return true;
    }

    /// <summary>Adds every number of a range.</summary>
    public void Add(IdRange range)
    {
        var first = range.First;
        var last = range.Last;
        var from = LastStartingAtOrBefore(first);
        if (from < 0 || _ranges[from].Last < first - 1)
        {
            from++;
        }

        var until = from;
        while (until < _ranges.Count && _ranges[until].First <= last + 1)
        {
            first = Math.Min(first, _ranges[until].First);
            last = Math.Max(last, _ranges[until].Last);
            Count -= _ranges[until].Count;
            until++;
        }

        _ranges.RemoveRange(from, until - from);
        _ranges.Insert(from, new IdRange(first, last));
        Count += last - first + 1;
    }

    /// <summary>How many numbers of the range are in the set.</summary>
    public long CountIn(IdRange range)
    {
        long count = 0;
        for (var at = Math.Max(0, LastStartingAtOrBefore(range.First)); at < _ranges.Count && _ranges[at].First <= range.Last; at++)
        {
            count += Math.Max(0, Math.Min(range.Last, _ranges[at].Last) - Math.Max(range.First, _ranges[at].First) + 1);
        }

        return count;
    }

    /// <summary>The stretches of the range that are not in the set, in ascending order.</summary>
    public IEnumerable<IdRange> GapsIn(IdRange range)
    {
        var next = range.First;
        for (var at = Math.Max(0, LastStartingAtOrBefore(range.First)); at < _ranges.Count && _ranges[at].First <= range.Last; at++)
        {
            if (_ranges[at].First > next)
            {
                yield return new IdRange(next, _ranges[at].First - 1);
            }

            next = Math.Max(next, _ranges[at].Last + 1);
        }

        if (next <= range.Last)
        {
            yield return new IdRange(next, range.Last);
        }
    }

    private int LastStartingAtOrBefore(long number)
    {
        var low = 0;
        var high = _ranges.Count - 1;
        if (high >= 0 && _ranges[high].First <= number)
        {
            return high;
        }

        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
