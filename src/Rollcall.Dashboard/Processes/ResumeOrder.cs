using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Dashboard.Processes;

/// <summary>The commands that take a run up again, from what its journal says.</summary>
public static class ResumeOrder
{
    /// <summary>The command; null when the journal does not say which definition the run began with.</summary>
    /// <param name="journal">The run's journal; it is read to its end.</param>
    /// <exception cref="IOException">It cannot be read, or the settings file that the run was ordered with is gone.</exception>
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
            // Unless somebody had it walk after all.
            ProbeOnly = origin.ProbeOnly && walk is null,
            Year = origin.Values.GetValueOrDefault("yyyy"),
            Set = origin.Values.Where(v => v.Key is not ("yy" or "yyyy")).ToImmutableSortedDictionary(),
            Mode = origin.Mode,
            BaseUrl = origin.BaseUrl,
            RefreshOlderThan = origin.Recollect ? "0s" : origin.RefreshOlderThan,
            Settings = SettingsOf(origin),
            Start = walk?.First,
            End = searched ? null : walk?.Last,
        };
    }

    /// <summary>The command that asks a run's failed ids again, as politely as the run was ordered to.</summary>
    /// <param name="journal">The run's journal.</param>
    /// <param name="failure">The class of failures; null for all.</param>
    /// <exception cref="IOException">The settings file that the run was ordered with is gone.</exception>
    public static ProcessOrder.Retry Retry(JournalFile journal, string? failure)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var order = new ProcessOrder.Retry(journal.Header.RunId, failure);
        return journal.Header.Origin is { } origin ? order with { Settings = SettingsOf(origin) } : order;
    }

    private static ImmutableSortedDictionary<string, string> SettingsOf(RunOrigin origin) => OfFile(origin).SetItems(origin.Settings);

    // What is started gets the dashboard's own settings file, if any: what the run's own says goes over it, but not over the definition.
    private static ImmutableSortedDictionary<string, string> OfFile(RunOrigin origin)
    {
        if (origin.SettingsFile is not { } file)
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"the settings file that the run was ordered with, {file}, is not there");
        }

        var ofDefinition = RegistryReader.Read(origin.DefinitionFile).Definition?.Settings.Select(s => s.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return SettingsFile.Open(file).Values.Where(v => v.Name != "output_dir" && !ofDefinition.Contains(v.Name))
            .ToImmutableSortedDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
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
