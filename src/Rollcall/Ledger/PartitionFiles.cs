using System.Globalization;
using System.Text;
using Rollcall.Ledger.Journals;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>Where a partition's account lies in the output folder. Pure.</summary>
internal sealed class PartitionFiles
{
    private const int LongestSlug = 60;
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    public PartitionFiles(string outputFolder, string registry, string partition)
    {
        OutputFolder = Path.GetFullPath(outputFolder);
        Registry = registry;
        Partition = partition;
        Folder = Path.Combine(OutputFolder, "checkpoints", Component(registry), Component(partition));
        var slug = partition == "all" ? Component(registry) : $"{Component(registry)}-{Component(partition)}";
        TemporarySuffix = $".{LineSeal.Crc(Encoding.UTF8.GetBytes($"{registry}\n{partition}")):x8}.tmp";
        Slug = slug.Length <= LongestSlug ? slug : $"{Start(slug)}-{LineSeal.Crc(Encoding.UTF8.GetBytes(slug)):x8}";
    }

    /// <summary>The files of the partition that a request is about.</summary>
    public static PartitionFiles Of(LedgerRequest request) => new(request.OutputFolder, request.Identity.RegistryName, request.Identity.Partition);

    public string OutputFolder { get; }

    /// <summary>The registry's name.</summary>
    public string Registry { get; }

    /// <summary>The partition's name.</summary>
    public string Partition { get; }

    /// <summary>The folder of the partition's checkpoints and its lock.</summary>
    public string Folder { get; }

    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>What files end with that have not their name yet: this partition's alone, for only it may clear them away.</summary>
    public string TemporarySuffix { get; }

    /// <summary>What its run ids end with, so that people can tell the files of an output folder apart.</summary>
    public string Slug { get; }

    /// <summary>A run id: sortable by time, readable, and a file name. Later by a second than the newest when the clock stands or was set back.</summary>
    public string NewRunId(DateTimeOffset start, string? newest)
    {
        var at = start.UtcDateTime;
        if (newest is not null && TryTimeOf(newest, out var last) && at < last.AddSeconds(1))
        {
            at = last.AddSeconds(1);
        }

        while (true)
        {
            var runId = at.ToString(TimeFormat, CultureInfo.InvariantCulture) + "-" + Slug;
            if (!File.Exists(JournalFile.PathOf(OutputFolder, runId)))
            {
                return runId;
            }

            at = at.AddSeconds(1); // a partition whose name gives the same slug
        }
    }

    /// <summary>Whether a run id was made for this partition, or for one whose name gives the same slug.</summary>
    public bool IsNamedLikeOurs(string runId) => runId.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 && runId[(dash + 1)..] == Slug;

    private static bool TryTimeOf(string runId, out DateTime at) => DateTime.TryParseExact(
        runId.Split('-', 2)[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out at);

    private static string Start(string slug) => slug[..(char.IsHighSurrogate(slug[LongestSlug - 1]) ? LongestSlug - 1 : LongestSlug)];

    /// <summary>A folder's name for a text. Another text never gives the same: two partitions must not share a lock.</summary>
    private static string Component(string text)
    {
        var name = SafeName.For(text);
        return name == text ? name : $"{name}-{LineSeal.Crc(Encoding.UTF8.GetBytes(text)):x8}";
    }
}
