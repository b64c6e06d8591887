using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Storage;

namespace Rollcall.Reporting.Maps;

/// <summary>What the ids of a partition are called, as far as its journal and its roster tell: a map has numbers, people look for names. Thread safe.</summary>
public sealed class IdNames
{
    private readonly Func<long, string?> _find;

    private IdNames(Func<long, string?> find, long? enrolled = null) => (_find, Enrolled) = (find, enrolled);

    /// <summary>How many ids the roster holds; null where ids are made from numbers.</summary>
    public long? Enrolled { get; }

    /// <summary>Numbers alone.</summary>
    public static IdNames None { get; } = new(_ => null);

    /// <summary>The name of a number; the number itself when it has none that is known.</summary>
    public string this[long number] => _find(number) ?? number.ToString();

    /// <summary>Reads them from what a run left in its output folder; what cannot be read leaves the numbers.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="header">The run's journal's first line.</param>
    public static IdNames Of(string outputFolder, JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (IdPattern.TryParse(header.Identity.Pattern, out var pattern, out _) && header.Origin is { } origin && pattern.Placeholders.All(origin.Values.ContainsKey))
        {
            var numbered = pattern.Bind(origin.Values);
            return new IdNames(number => numbered[number].Text);
        }

        try
        {
            var roster = Roster.Open(SweepPlanner.RosterPath(outputFolder, header.Identity.RegistryName, header.Identity.Partition), keeps: false);
            return new IdNames(number => roster.Find(number)?.Text, roster.Count);
        }
        catch (Exception ex) when (ex is RollcallException || StorageTroubles.Is(ex))
        {
            return None;
        }
    }
}
