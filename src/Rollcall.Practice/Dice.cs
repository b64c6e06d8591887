namespace Rollcall.Practice;

/// <summary>
/// Repeatable chance: the same seed and subject always give the same throws, on every machine and in any order of
/// requests. (A hash of text from the runtime would not do: it changes with every process.)
/// </summary>
internal struct Dice
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    private Dice(ulong state) => _state = state;

    /// <summary>Dice for one subject, such as (seed, "court", 2025, 231).</summary>
    public static Dice For(int seed, string about, long first = 0, long second = 0)
    {
        var state = Mix((uint)seed + Golden);
        foreach (var letter in about)
            state = Mix(state ^ letter);
        state = Mix(state ^ (ulong)first);
        return new Dice(Mix(state + Golden ^ (ulong)second));
    }

    /// <summary>A throw in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A throw in [0, <paramref name="bound"/>); the bound is at least 1.</summary>
    public int Below(int bound) => (int)((UInt128)Next() * (uint)bound >> 64);

    public bool Chance(double share) => Unit() < share;

    public T Pick<T>(IReadOnlyList<T> among) => among[Below(among.Count)];

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(Next() >> 32);
    }

    private ulong Next() => Mix(_state += Golden);

    // SplitMix64's finaliser (Steele, Lea, Flood 2014): every input bit reaches every output bit.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
