using Rollcall.Storage;

namespace Rollcall.Planning;

/// <summary>
/// What is known of a registry's tabs beside their own accounts, in files that all its processes share: the tabs its page shows, and the partitions they make. Each
/// change is made with the file locked and read anew.
/// </summary>
/// <param name="outputFolder">The output folder.</param>
/// <param name="registry">The registry's name.</param>
/// <param name="time">The clock.</param>
public sealed class TabBook(string outputFolder, string registry, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _folder = Path.Combine(outputFolder, "checkpoints", registry);

    /// <summary>The tabs that the registry's page showed.</summary>
    /// <param name="partition">What the placeholders besides the tab stand for; <c>all</c> without any.</param>
    /// <exception cref="RollcallException">The file is damaged: exit code 7.</exception>
    public Roster Tabs(string partition) => Roster.Open(TabsPath(partition), keeps: false);

    /// <summary>Takes up what the page shows.</summary>
    /// <param name="partition">What the placeholders besides the tab stand for.</param>
    /// <param name="tabs">The tabs with their addresses.</param>
    /// <param name="cancellationToken">Ends the wait for another process.</param>
    /// <exception cref="RollcallException">The file is damaged, cannot be written, or another process does not let go of it: exit code 7.</exception>
    public async Task NoteTabsAsync(string partition, IEnumerable<(string Id, string? Link)> tabs, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        Roster.Open(TabsPath(partition)).EnrolListing(tabs, time.GetUtcNow());
    }

    /// <summary>The partitions that runs of the whole registry meant, whether they were begun or not; gone are those whose tab the page shows no longer.</summary>
    /// <exception cref="RollcallException">The file is damaged: exit code 7.</exception>
    public Roster Partitions() => Roster.Open(PartitionsPath, keeps: false);

    /// <summary>Takes up the partitions of a run, before it begins with the first. Others, such as another year's, stay as they are.</summary>
    /// <param name="partitions">Those that it means.</param>
    /// <param name="vanished">Those whose tab the page shows no longer.</param>
    /// <param name="cancellationToken">Ends the wait for another process.</param>
    /// <exception cref="RollcallException">The file is damaged, cannot be written, or another process does not let go of it: exit code 7.</exception>
    public async Task NotePartitionsAsync(IReadOnlyCollection<string> partitions, IReadOnlyCollection<string> vanished, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var roster = Roster.Open(PartitionsPath);
        var others = roster.Ids.Where(id => !roster.Gone.Contains(id.Ordinal)).Select(id => id.Text).Except(vanished, StringComparer.Ordinal);
        roster.EnrolListing([.. others.Union(partitions, StringComparer.Ordinal).Select(name => (name, (string?)null))], time.GetUtcNow());
    }

    private string PartitionsPath => Path.Combine(_folder, "partitions.ndjson");

    private string TabsPath(string partition) => Path.Combine(_folder, partition == "all" ? "tabs.ndjson" : $"tabs_{partition}.ndjson");

    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, "tabs.lock");
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(_folder);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception ex) when (StorageTroubles.Is(ex))
            {
                // Held by another process for a moment; or it cannot be had at all, which the time tells.
                if (time.GetElapsedTime(begun) > Patience)
                {
                    var trouble = StorageTroubles.Of(ex);
                    throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, path, ex);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
