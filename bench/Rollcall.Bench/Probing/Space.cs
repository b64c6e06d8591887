namespace Rollcall.Bench.Probing;

/// <summary>A numbering with holes, which may grow while it is asked. Used by one search.</summary>
internal sealed class Space
{
    private readonly bool[] _exists;
    private readonly double _growth;
    private readonly double _faults;
    private readonly Random _random;
    private readonly long _mark;

    public Space(bool[] exists, long mark, Random random, double growth = 0, double faults = 0)
    {
        (_exists, _mark, _random, _growth, _faults) = (exists, mark, random, growth, faults);
    }

    /// <summary>No number is higher.</summary>
    public long Ceiling { get; init; } = 99_999;

    /// <summary>What was known before the search; null for nothing.</summary>
    public long? Known { get; init; }

    /// <summary>The numbers that earlier runs settled, from 1 up to the known mark.</summary>
    public bool Swept { get; init; }

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>The highest number that exists now.</summary>
    public long Mark
    {
        get
        {
            var mark = Math.Min(_mark + (long)(_growth * Requests), _exists.Length - 1);
            while (mark > 0 && !_exists[mark])
            {
                mark--;
            }

            return mark;
        }
    }

    /// <summary>How many numbers exist now.</summary>
    public long Items => _exists.AsSpan(0, (int)Mark + 1).Count(true);

    /// <summary>Whether a number existed before the search.</summary>
    public bool Existed(long number) => number <= _mark && _exists[number];

    /// <summary>The same numbering when it was walked up to a mark.</summary>
    public Space After(long mark) => new(_exists, _mark, _random, _growth, _faults) { Ceiling = Ceiling, Known = mark, Swept = true };

    /// <summary>Asks, and again after a fault as long as there are retries and budget; null when no answer came.</summary>
    public bool? Ask(long number, int budget, int retries = 3)
    {
        for (var attempt = 0; attempt <= retries && Requests < budget; attempt++)
        {
            Requests++;
            if (_random.NextDouble() >= _faults)
            {
                return number > 0 && number <= Mark && _exists[number];
            }
        }

        return null;
    }
}
