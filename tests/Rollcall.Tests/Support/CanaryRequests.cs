namespace Rollcall.Tests.Support;

/// <summary>Canaries are asked like any id, and any id with a record may be one: the journal tells them apart, by how often each was asked.</summary>
internal static class CanaryRequests
{
    /// <summary>What a site was asked, in order, without canaries: of an id that was one, the latest requests are taken for it.</summary>
    public static List<string> TakenFrom(IReadOnlyList<string> asked, IEnumerable<string> canaries)
    {
        var left = canaries.GroupBy(id => id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var kept = new List<string>();
        for (var at = asked.Count - 1; at >= 0; at--)
        {
            if (left.GetValueOrDefault(asked[at]) > 0)
            {
                left[asked[at]]--;
            }
            else
            {
                kept.Add(asked[at]);
            }
        }

        kept.Reverse();
        return kept;
    }
}
