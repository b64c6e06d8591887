using Rollcall.Loading.Batches;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading;

/// <summary>How a load behaves. Immutable.</summary>
public sealed record LoadOptions
{
    /// <summary>Whether each batch commits by itself; otherwise everything commits together or not at all. Default: true.</summary>
    public bool EnableBatchProcessing { get; init; } = true;

    /// <summary>Records in a batch, 1 to 10,000. Default: 50.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>The time one attempt at validating a batch may take. Default: 200 ms.</summary>
    public TimeSpan BatchValidationTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What is done with a batch that does not pass. Default: the refused records are set aside, the rest commits.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Isolate;

    /// <summary>How much may be refused before the load is aborted; null for any amount.</summary>
    public QuarantineLimit? MaxQuarantine { get; init; }

    /// <summary>Whether a load whose whole does not pass at the end is taken back.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether everything is judged and nothing written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether an unfinished load of the same source is left as it is and a new one begun.</summary>
    public bool Fresh { get; init; }

    /// <summary>How the sources are written. Default: told by name or first character.</summary>
    public SourceFormat Format { get; init; } = SourceFormat.Detect;

    /// <summary>The folder for reports, quarantine and backups. Default: <c>output</c>.</summary>
    public string OutputDirectory { get; init; } = "output";

    /// <summary>How long changesets are kept: after that a load can no longer be undone. Default: 90 days.</summary>
    public TimeSpan ChangesetRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many backups of a database are kept, 0 for making none. Default: 5.</summary>
    public int BackupKeep { get; init; } = 5;

    /// <summary>How long another writer of the database is waited for. Default: 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How much of a load may be refused: a number of records, or a share of those read.</summary>
/// <param name="Records">The number; null when a share is meant.</param>
/// <param name="Share">The share, 0 to 1; null when a number is meant.</param>
public sealed record QuarantineLimit(long? Records, double? Share)
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "a number of records such as 20, or a share such as 5%";

    // A share of three records says nothing.
    private const long FewestForShare = 100;

    /// <summary>Reads <c>20</c> or <c>5%</c>.</summary>
    public static bool TryParse(string text, out QuarantineLimit? limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        limit = null;
        if (text.EndsWith('%') && double.TryParse(text[..^1], out var percent) && percent is >= 0 and <= 100)
        {
            limit = new QuarantineLimit(null, percent / 100);
        }
        else if (long.TryParse(text, out var records) && records >= 0)
        {
            limit = new QuarantineLimit(records, null);
        }

        return limit is not null;
    }

    /// <summary>Whether more is refused than allowed. A share is judged from 100 records on, or at the end.</summary>
    public bool IsExceeded(long refused, long read, bool isEnd) =>
        Records is { } most ? refused > most : (isEnd || read >= FewestForShare) && refused > Share * read;

    /// <summary>The limit as it was written.</summary>
    public override string ToString() => Records is { } records ? $"{records}" : $"{Share * 100:0.##}%";
}
