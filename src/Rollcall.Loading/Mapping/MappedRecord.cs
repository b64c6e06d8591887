using Rollcall.Loading.Sources;

namespace Rollcall.Loading.Mapping;

/// <summary>One source record, read and checked as far as that goes without the database. One task at a time works on it.</summary>
internal sealed class MappedRecord(SourceRecord source)
{
    public SourceRecord Source { get; } = source;

    /// <summary>Its kind's place in the definition; -1 when it has none.</summary>
    public int Kind { get; set; } = -1;

    /// <summary>The rows it says something about, in the order of the tables.</summary>
    public List<CandidateRow> Rows { get; } = [];

    /// <summary>The tables of children it lists, if only as an empty array: about others it says nothing.</summary>
    public List<(int Table, CandidateRow Parent)> ChildrenListed { get; } = [];

    /// <summary>What is wrong with it by itself.</summary>
    public List<Reason> Reasons { get; } = [];

    /// <summary>The row of its kind's main table; null when it has no readable one.</summary>
    public CandidateRow? Main { get; set; }

    /// <summary>Its key for a person: <c>event_id 118305</c>; null when not even that could be read.</summary>
    public string? KeyText
    {
        get
        {
            if (Main is not { } main)
            {
                return null;
            }

            var match = main.Table.Match;
            return string.Join(", ", match.Ordinals.Select((o, i) => $"{match.Names[i]} {main.Values[o]}"));
        }
    }
}
