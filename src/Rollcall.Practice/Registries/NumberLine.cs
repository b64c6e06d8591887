using System.Collections.Immutable;

namespace Rollcall.Practice.Registries;

/// <summary>Which numbers of one numbering space exist; it can grow while the site runs. Thread safe.</summary>
internal sealed class NumberLine(int seed, string about, Numbering numbering)
{
    // Every number that was ever the mark exists, also after the line has grown past it: a mark is a record somebody saw.
    private ImmutableList<int> _marks = [numbering.Mark];

    public int Mark => Volatile.Read(ref _marks)[^1];

    public int FirstMark => Volatile.Read(ref _marks)[0];

    public bool Exists(long number)
    {
        var marks = Volatile.Read(ref _marks);
        if (number < 1 || number > marks[^1])
            return false;
        if (number == 1 || marks.Contains((int)number))
            return true;
        foreach (var gap in numbering.Gaps)
        {
            if (gap.From <= number && number <= gap.To)
                return false;
        }
        return !Dice.For(seed, about, number).Chance(numbering.HoleRate);
    }

    /// <summary>Another number that exists, seemingly at random; null when <paramref name="number"/> is the only one.</summary>
    public int? Another(long number)
    {
        var mark = Mark;
        var start = Dice.For(seed, about + "/another", number).Below(mark);
        for (var step = 0; step < mark; step++)
        {
            var candidate = (start + step) % mark + 1;
            if (candidate != number && Exists(candidate))
                return candidate;
        }
        return null;
    }

    /// <summary>Raises the mark. False when that would lower it or pass 10,000,000.</summary>
    public bool TryGrow(int mark)
    {
        while (true)
        {
            var marks = Volatile.Read(ref _marks);
            if (mark < marks[^1] || mark > 10_000_000)
                return false;
            if (mark == marks[^1] || Interlocked.CompareExchange(ref _marks, marks.Add(mark), marks) == marks)
                return true;
        }
    }
}
