using Rollcall.Cli.Output;
using Rollcall.Ids;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Sweeping;
using Rollcall.Sweeping.Listings;

namespace Rollcall.Cli.Running;

/// <summary>The runs of one registry and one set of placeholders' values: one, or one for each tab.</summary>
internal sealed class TabRuns(RegistryDefinition definition, int? year, RunOrder order, CliEnvironment environment, RunConsole console)
{
    /// <summary>What a person calls them.</summary>
    public string Name => year is { } given ? $"{definition.Name}, {given}" : definition.Name;

    private IdSource.Listing? Listing => definition.Ids as IdSource.Listing;

    // A retry asks ids of one tab whose addresses are known; what the tabs are by now is none of its business.
    private string? OnlyTab => order.Set.GetValueOrDefault(ListingNames.Tab);

    /// <summary>Refuses what is wrong whatever the site says.</summary>
    /// <exception cref="RollcallException">A placeholder has no value, or a tab is none: exit code 2.</exception>
    public void Check()
    {
        if (Listing is not null)
        {
            // Told once, and not of each tab.
            SweepPlanner.CheckUnnumbered(definition, order.Walk);
        }

        if (Listing is not { Tabs: { } tabs })
        {
            Partition.Of(definition, year, order.Set, environment.Variables);
            return;
        }

        if (order.ProbeOnly)
        {
            throw new RollcallException(ExitCode.Usage, $"{definition.File}: the ids come from a listing, so there is no highest number", "`rollcall run` asks them.");
        }

        Partition.BeforeTabs(definition, year, order.Set, environment.Variables);
        if (tabs is TabSource.Named { Names: var names } && OnlyTab is { } tab && !names.Contains(tab))
        {
            throw NoSuchTab(tab, names);
        }
    }

    /// <summary>The runs; where the tabs stand on a page, it is read.</summary>
    /// <exception cref="RollcallException">The tabs cannot be found.</exception>
    public async Task<IReadOnlyList<RegistryRun>> FindAsync(CancellationToken cancellationToken)
    {
        if (Listing is not { Tabs: { } tabs })
        {
            return [RunOf(order.Set.GetValueOrDefault(ListingNames.Tab), link: null)];
        }

        if (OnlyTab is { } one && (order.Retry is not null || tabs is TabSource.Named))
        {
            return [RunOf(one, link: null)];
        }

        var (found, gone) = tabs is TabSource.Listed listed ? await SearchAsync(listed.Rule, cancellationToken) : new TabsFound([.. ((TabSource.Named)tabs).Names.Select(n => new RecordId(0, n))], []);
        if (OnlyTab is { } tab)
        {
            found = [found.Where(t => t.Text == tab).Cast<RecordId?>().FirstOrDefault() ?? throw NoSuchTab(tab, found.Select(t => t.Text))];
        }

        List<RegistryRun> runs = [.. found.Select(t => RunOf(t.Text, t.Link))];
        if (runs.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new RollcallException(ExitCode.Usage, $"two tabs of {definition.File} would share the account of {same.Key}: their names differ only in signs that no file name holds", "Run one of them alone with --set tab=NAME, to another --output.");
        }

        if (OnlyTab is null && !order.DryRun)
        {
            // Before the first of them begins: one that an interrupted command never came to is missed by nobody else.
            var settings = SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
            await new TabBook(settings.OutputDir, definition.Name, environment.Time).NotePartitionsAsync([.. runs.Select(r => r.Partition)], [.. gone.Select(t => RunOf(t, link: null).Partition)], cancellationToken);
        }

        return runs;
    }

    private RegistryRun RunOf(string? tab, string? link)
    {
        var set = tab is null ? order.Set : order.Set.SetItem(ListingNames.Tab, tab);
        return new RegistryRun(definition, Partition.Of(definition, year, set, environment.Variables) with { Link = link }, order, environment, console);
    }

    private async Task<TabsFound> SearchAsync(ListingRule rule, CancellationToken cancellationToken)
    {
        var partition = Partition.BeforeTabs(definition, year, order.Set.Remove(ListingNames.Tab), environment.Variables);
        var request = RegistryRun.RequestOf(definition, partition, order, environment);
        using var stop = new StopSignal();
        using var signals = new SignalWatch(stop, request.Settings.GracefulShutdownTimeout, environment.Time, environment.Error);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Abort);
        var found = await new TabSearch(request, RegistryRun.SurroundingsOf(environment, console)).FindAsync(rule, stop, either.Token);
        if (found.Gone.Count > 0)
        {
            console.Notice($"{definition.Name}: no longer shown among the tabs, and not asked: {string.Join(", ", found.Gone)}. Their accounts stand.");
        }

        return found;
    }

    private RollcallException NoSuchTab(string tab, IEnumerable<string> known) =>
        new(ExitCode.Usage, $"--set tab={tab}: {definition.File} has no such tab", $"Its tabs are {string.Join(", ", known)}.");
}
