namespace Rollcall.Definitions;

/// <summary>Finds the word that was probably meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The allowed word nearest to the given one, counting letters left out, added, changed or swapped; null when more than a third of
    /// the letters (at least one) would have to change. Case does not count.
    /// </summary>
    public static string? To(string given, IEnumerable<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(allowed);
        if (given.Length > 100)
        {
            return null;
        }

        var (nearest, distance) = allowed.Select(word => (word, Distance: Distance(given.ToUpperInvariant(), word.ToUpperInvariant())))
            .OrderBy(p => p.Distance).FirstOrDefault();
        return nearest is not null && distance <= Math.Max(1, Math.Max(given.Length, nearest.Length) / 3) ? nearest : null;
    }

    /// <summary><c>did you mean 'label'? Allowed are at, label</c>, or without the question when nothing is near.</summary>
    public static string Advice(string given, IReadOnlyCollection<string> allowed)
    {
        var all = $"{(allowed?.Count == 1 ? "allowed is" : "allowed are")} {string.Join(", ", allowed ?? [])}";
        return To(given, allowed ?? []) is { } nearest ? $"did you mean '{nearest}'? ({all})" : all;
    }

    // Optimal string alignment: a swap of neighbours, the commonest slip of the finger, counts once.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
