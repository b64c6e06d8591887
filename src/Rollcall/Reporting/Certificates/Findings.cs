using Rollcall.Ids;

namespace Rollcall.Reporting.Certificates;

/// <summary>Collects findings, bounded: so many of a kind by name, the rest by number. Not thread safe.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, List<CertificateFinding>> _named = CertificateFinding.Kinds.ToDictionary(k => k, _ => new List<CertificateFinding>());
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Numbers that a grave finding is about.</summary>
    public IdSet Concerned { get; } = new();

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The named ones, in the order of <see cref="CertificateFinding.Kinds"/>.</summary>
    public IReadOnlyList<CertificateFinding> Named => [.. CertificateFinding.Kinds.SelectMany(k => _named[k])];

    public void Add(string kind, IdRange? ids, string? caseId, string? file, string problem)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (ids is { } range && CertificateFinding.IsGrave(kind))
        {
            Concerned.Add(range);
        }

        if (_named[kind].Count < CertificateFinding.MostOfAKind)
        {
            _named[kind].Add(new CertificateFinding(kind, ids?.ToString() ?? "", caseId, file, problem));
        }
    }

    /// <summary>Gives findings about one number its id and its file, which the journals know.</summary>
    public void Name(Func<CertificateFinding, CertificateFinding> name)
    {
        foreach (var kind in _named.Values)
        {
            for (var at = 0; at < kind.Count; at++)
            {
                kind[at] = name(kind[at]);
            }
        }
    }
}
