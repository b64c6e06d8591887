using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Ledger;

namespace Rollcall.Dashboard.Processes;

/// <summary>The command that takes an unfinished run up again, from what its journal says.</summary>
public static class ResumeOrder
{
    /// <summary>The command; null when the journal does not say which definition the run began with.</summary>
    /// <param name="journal">The run's journal; it is read to its end.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProcessOrder.Run? Of(JournalFile journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        if (journal.Header.Origin is not { } origin)
        {
            return null;
        }

        // Ids of a list or a listing have no numbers that a person could name.
        var (walk, searched) = journal.Header.Identity.Registry.Source == "range" ? WalkOf(journal) : (null, true);
        return new ProcessOrder.Run([origin.DefinitionFile])
        {
            Year = origin.Values.GetValueOrDefault("yyyy"),
            Set = origin.Values.Where(v => v.Key is not ("yy" or "yyyy")).ToImmutableSortedDictionary(),
            Mode = origin.Mode,
            BaseUrl = origin.BaseUrl,
            Start = walk?.First,
            End = searched ? null : walk?.Last,
        };
    }

    // A run that searched for the mark was given no end, and is not to get one: it looks above the mark once more.
    private static (IdRange? Walk, bool Searched) WalkOf(JournalFile journal)
    {
        IdRange? walk = null;
        var searched = false;
        foreach (var line in journal.Lines().OfType<JournalLine.Entry>())
        {
            switch (line.Event)
            {
                case LedgerEvent.Planned planned when IdSet.TryParse(planned.Ids, out var ids) && !ids.IsEmpty:
                    walk = new IdRange(ids.Min!.Value, ids.Max!.Value);
                    break;
                case LedgerEvent.Probed or LedgerEvent.MarkFound:
                    searched = true;
                    break;
            }
        }

        return (walk, searched);
    }
}
