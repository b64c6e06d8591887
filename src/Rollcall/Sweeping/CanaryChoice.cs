using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Pacing.Health;
using Rollcall.Planning;
using Rollcall.Registries;

namespace Rollcall.Sweeping;

/// <summary>Finds the canaries that a run begins with: those that the definition names, and the highest numbers with a record.</summary>
internal static class CanaryChoice
{
    /// <summary>The canaries of a partition.</summary>
    /// <param name="definition">The registry.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="outputFolder">Where the partition's files lie.</param>
    /// <param name="view">What the ledger knows.</param>
    public static CanaryBook Of(RegistryDefinition definition, Partition partition, string outputFolder, ILedgerView view)
    {
        Func<string, RecordId> named;
        Func<long, RecordId?> known;
        if (definition.Ids is IdSource.Range range)
        {
            var numbers = partition.NumbersOf(range);
            named = text => numbers[long.Parse(text)];
            known = number => numbers[number];
        }
        else
        {
            var roster = Roster.Open(SweepPlanner.RosterPath(outputFolder, definition.Name, partition.Name));

            // An id that no list held has no place on the roster; nothing is ever settled at 0.
            named = text => roster.Find(text) ?? new RecordId(0, text);
            known = roster.Find;
        }

        var records = view.With(Outcome.Success);
        return new CanaryBook(
            [.. definition.Canaries.Present.Select(named)],
            [.. definition.Canaries.Absent.Select(named)],
            [.. Highest(records).Take(CanaryBook.MostRecent).Select(known).OfType<RecordId>().Reverse()]);
    }

    private static IEnumerable<long> Highest(IdSet numbers)
    {
        for (var i = numbers.Ranges.Count - 1; i >= 0; i--)
        {
            for (var number = numbers.Ranges[i].Last; number >= numbers.Ranges[i].First; number--)
            {
                yield return number;
            }
        }
    }
}
