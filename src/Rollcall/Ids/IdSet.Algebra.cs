namespace Rollcall.Ids;

/// <summary>Whole sets against each other. Each costs one pass over the intervals of both.</summary>
public sealed partial class IdSet
{
    /// <summary>The set of these ranges, which ascend by their first number; they may touch and overlap.</summary>
    public static IdSet Of(IEnumerable<IdRange> ascending)
    {
        ArgumentNullException.ThrowIfNull(ascending);
        var set = new IdSet();
        foreach (var range in ascending)
        {
            set.Append(range);
        }

        return set;
    }

    /// <summary>The interval that holds the number; null when the number is not in the set.</summary>
    public IdRange? RangeAround(long number)
    {
        var at = LastStartingAtOrBefore(number);
        return at >= 0 && _ranges[at].Contains(number) ? _ranges[at] : null;
    }

    /// <summary>Adds every number of another set.</summary>
    public void UnionWith(IdSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._ranges.Count <= 1)
        {
            foreach (var range in other._ranges)
            {
                Add(range);
            }

            return;
        }

        var mine = _ranges.ToArray();
        var theirs = other._ranges.ToArray();
        _ranges.Clear();
        Count = 0;
        for (int i = 0, j = 0; i < mine.Length || j < theirs.Length;)
        {
            Append(j == theirs.Length || (i < mine.Length && mine[i].First <= theirs[j].First) ? mine[i++] : theirs[j++]);
        }
    }

    /// <summary>Takes every number of a range away.</summary>
    public void Remove(IdRange range)
    {
        var from = LastStartingAtOrBefore(range.First);
        if (from < 0 || _ranges[from].Last < range.First)
        {
            from++;
        }

        var until = from;
        while (until < _ranges.Count && _ranges[until].First <= range.Last)
        {
            Count -= _ranges[until].Count;
            until++;
        }

        if (until == from)
        {
            return;
        }

        var (first, last) = (_ranges[from].First, _ranges[until - 1].Last);
        _ranges.RemoveRange(from, until - from);
        if (last > range.Last)
        {
            _ranges.Insert(from, new IdRange(range.Last + 1, last));
            Count += last - range.Last;
        }

        if (first < range.First)
        {
            _ranges.Insert(from, new IdRange(first, range.First - 1));
            Count += range.First - first;
        }
    }

    /// <summary>Takes every number of another set away.</summary>
    public void ExceptWith(IdSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._ranges.Count <= 1)
        {
            foreach (var range in other._ranges)
            {
                Remove(range);
            }

            return;
        }

        var left = _ranges.SelectMany(other.GapsIn).ToList();
        _ranges.Clear();
        Count = 0;
        left.ForEach(Append);
    }

    /// <summary>The numbers that are in both sets.</summary>
    public IdSet Intersect(IdSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var both = new IdSet();
        for (int i = 0, j = 0; i < _ranges.Count && j < other._ranges.Count;)
        {
            var (mine, theirs) = (_ranges[i], other._ranges[j]);
            var (first, last) = (Math.Max(mine.First, theirs.First), Math.Min(mine.Last, theirs.Last));
            if (first <= last)
            {
                both.Append(new IdRange(first, last));
            }

            if (mine.Last < theirs.Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return both;
    }

    /// <summary>
    /// As few intervals as tell this set within a larger one: what the larger one has in them is this set. A million records of one run
    /// among the million of all runs are one interval.
    /// </summary>
    /// <param name="larger">A set that holds every number of this one.</param>
    public IdSet CoverWithin(IdSet larger)
    {
        ArgumentNullException.ThrowIfNull(larger);
        if (IsEmpty || Count == larger.Count)
        {
            return IsEmpty ? new IdSet() : Of([new IdRange(_ranges[0].First, _ranges[^1].Last)]);
        }

        var others = new IdSet(larger);
        others.ExceptWith(this);
        var cover = new IdSet();
        foreach (var range in _ranges)
        {
            var joins = cover._ranges.Count > 0 && others.CountIn(new IdRange(cover._ranges[^1].Last, range.First)) == 0;
            cover.Append(joins ? new IdRange(cover._ranges[^1].Last + 1, range.Last) : range);
        }

        return cover;
    }

    /// <summary>The numbers of the set that lie above <paramref name="number"/>.</summary>
    public IdSet Above(long number)
    {
        var above = new IdSet();
        var at = Math.Max(0, LastStartingAtOrBefore(number));
        for (; at < _ranges.Count; at++)
        {
            if (_ranges[at].Last > number)
            {
                above.Append(new IdRange(Math.Max(number + 1, _ranges[at].First), _ranges[at].Last));
            }
        }

        return above;
    }

    /// <summary>Adds a range that starts no lower than the last one.</summary>
    private void Append(IdRange range)
    {
        if (_ranges.Count > 0 && _ranges[^1].Last >= range.First - 1)
        {
            var last = _ranges[^1];
            if (range.Last > last.Last)
            {
                _ranges[^1] = new IdRange(last.First, range.Last);
                Count += range.Last - last.Last;
            }

            return;
        }

        _ranges.Add(range);
        Count += range.Count;
    }
}
