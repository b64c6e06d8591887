using System.Text.Json;
using Rollcall.Storage;

namespace Rollcall.Dashboard.State;

/// <summary>What a load's report says, as far as it is shown. Immutable.</summary>
public sealed record LoadView
{
    public required string Load { get; init; }

    public string Dataset { get; init; } = "";

    public string Database { get; init; } = "";

    public string Source { get; init; } = "";

    public string Status { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public double DurationSeconds { get; init; }

    public bool DryRun { get; init; }

    public long BatchCount { get; init; }

    public long BatchesSucceeded { get; init; }

    public long BatchesFailed { get; init; }

    public IReadOnlyList<LoadBatchView> BatchErrors { get; init; } = [];

    public long RecordsRead { get; init; }

    public long RecordsApplied { get; init; }

    public long RecordsInserted { get; init; }

    public long RecordsUpdated { get; init; }

    public long RecordsUnchanged { get; init; }

    public long RecordsQuarantined { get; init; }

    public IReadOnlyList<string> Findings { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    public string? QuarantineFile { get; init; }

    public string? Backup { get; init; }

    public string? UndoneBy { get; init; }

    public string StopReason { get; init; } = "";

    public int ExitCode { get; init; }

    public string? Error { get; init; }
}

/// <summary>A batch in which something was refused.</summary>
public sealed record LoadBatchView
{
    public long Batch { get; init; }

    public string Outcome { get; init; } = "";

    public long RecordsRefused { get; init; }

    public IReadOnlyList<RefusedView> Records { get; init; } = [];
}

/// <summary>A refused record.</summary>
public sealed record RefusedView
{
    public long Record { get; init; }

    public string? Source { get; init; }

    public long Line { get; init; }

    public string? Key { get; init; }

    public IReadOnlyList<JsonElement> Reasons { get; init; } = [];
}

/// <summary>The loads whose reports are in the output folder. The reports are read as any program would: loads are another assembly's affair. Thread safe.</summary>
internal sealed class LoadShelf(string folder)
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ReadOnce<LoadView> _loads = new(Read);

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<LoadView> All(OutputScan scan) =>
    [
        .. scan.Like("load-", ".json")
            .Select(name => _loads.Of(Path.Combine(folder, name), scan.Find(name)))
            .OfType<LoadView>()
            .OrderByDescending(load => load.StartedAt),
    ];

    private static LoadView? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LoadView>(File.ReadAllBytes(path), Reading);
        }
        catch (Exception ex) when (ex is JsonException || StorageTroubles.Is(ex))
        {
            return null;
        }
    }
}
