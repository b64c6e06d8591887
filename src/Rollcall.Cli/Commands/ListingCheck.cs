using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;
using Rollcall.Sweeping.Listings;

namespace Rollcall.Cli.Commands;

/// <summary><c>check --live</c> of a listing: the tabs, the list of one of them, and one of its items.</summary>
internal sealed class ListingCheck(RegistryDefinition definition, IdSource.Listing listing, RunSettings settings, RunOrder order, CliEnvironment environment)
{
    /// <summary>Asks from the tabs down to an item, as far as each shows the next.</summary>
    /// <param name="id">The item; null for the first one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> AskAsync(string? id, CancellationToken cancellationToken)
    {
        var set = order.Set;
        RecordId? tab = null;
        if (listing.Tabs is { } tabs)
        {
            (tab, var seen) = await TabAsync(tabs, set.GetValueOrDefault(ListingNames.Tab), cancellationToken);
            if (tab is not { } found)
            {
                return (int)seen;
            }

            set = set.SetItem(ListingNames.Tab, found.Text);
        }

        var partition = Partition.Of(definition, order.OneYear, set, environment.Variables) with { Link = tab?.Link };
        var (item, code) = await LookAsync(listing.Items, partition, "list", id, cancellationToken);
        return item is { } asked
            ? await CheckCommand.AskAsync(definition, partition, settings, [new CheckedId(asked, Expected: null)], environment, cancellationToken)
            : (int)code;
    }

    private async Task<(RecordId? Tab, ExitCode Code)> TabAsync(TabSource tabs, string? wanted, CancellationToken cancellationToken)
    {
        if (tabs is TabSource.Listed { Rule: var rule })
        {
            return await LookAsync(rule, Partition.BeforeTabs(definition, order.OneYear, order.Set, environment.Variables), "tabs", wanted, cancellationToken);
        }

        var names = ((TabSource.Named)tabs).Names;
        return wanted is null || names.Contains(wanted)
            ? (new RecordId(1, wanted ?? names[0]), ExitCode.Completed)
            : throw new RollcallException(ExitCode.Usage, $"--set tab={wanted}: {definition.File} has no such tab", $"Its tabs are {string.Join(", ", names)}.");
    }

    private async Task<(RecordId? Item, ExitCode Code)> LookAsync(ListingRule rule, Partition partition, string what, string? wanted, CancellationToken cancellationToken)
    {
        var request = new CollectionRequest { Definition = definition, Partition = partition, Settings = settings, DryRun = true };
        using var gate = new HostGate(settings, environment.Time, environment.Random, definition.Site, SharedPace.Folders);
        await using var source = new PageSources(environment.Time, NullLoggerFactory.Instance).Open(request, gate);
        var sight = await new LiveListing(request, source, gate).LookAsync(rule, new RecordId(0, what) { Link = partition.Link }, wanted, cancellationToken);
        return (sight.Item, ListingPrinter.Print(environment, rule, what, sight, wanted));
    }
}
