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
    /// <param name="planner">Who knows its roster.</param>
    /// <param name="view">What the ledger knows.</param>
    public static CanaryBook Of(RegistryDefinition definition, Partition partition, SweepPlanner planner, ILedgerView view)
    {
        Func<string, RecordId?> present;
        Func<string, RecordId?> absent;
        Func<long, RecordId?> known;
        if (definition.Ids is IdSource.Range range)
        {
            var numbers = partition.NumbersOf(range);
            present = absent = text => numbers[long.Parse(text)];
            known = number => numbers[number];
        }
        else
        {
            // An id that no list held has no place on the roster; nothing is ever settled at 0. Of a listing it may be one of another tab, and is asked
            // by its address, if the listing gives one.
            RecordId? Unlisted(string text, bool canBeAsked) => canBeAsked ? new RecordId(0, text) : null;
            present = text => planner.Roster.Find(text) ?? Unlisted(text, definition.Ids is IdSource.List);
            absent = text => planner.Roster.Find(text) ?? Unlisted(text, definition.Ids is not IdSource.Listing { Items.Link: not null });
            known = planner.Roster.Find;
        }

        var records = view.With(Outcome.Success);
        return new CanaryBook(
            [.. definition.Canaries.Present.Select(present).OfType<RecordId>()],
            [.. definition.Canaries.Absent.Select(absent).OfType<RecordId>()],
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
