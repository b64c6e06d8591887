using System.Text;
using Rollcall.Storage;

namespace Rollcall.Sweeping.Rereads;

/// <summary>What came of reading a run's kept pages again. Data only; the JSON is these properties in snake_case, in this order. Immutable.</summary>
public sealed record RereadReport
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The definition that the pages were read with.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>Pages read.</summary>
    public required long Pages { get; init; }

    /// <summary>Ids that have pages and whose outcome, and record, is what it was.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Ids that have another outcome, or another record, by now.</summary>
    public required IReadOnlyList<RereadChange> Changed { get; init; }

    /// <summary>Ids whose record or outcome stands although the present definition does not read their page: probably it has lost something.</summary>
    public required IReadOnlyList<RereadDoubt> NotRead { get; init; }

    /// <summary>Pages that could not be read: files missing, cut off or changed.</summary>
    public required IReadOnlyList<RereadDamage> Damaged { get; init; }

    /// <summary>Ids that the run leaves <c>failed</c>.</summary>
    public required long Failed { get; init; }

    /// <summary>Why it ended before it was through; null when it was.</summary>
    public string? StopReason { get; init; }

    /// <summary>What the process ends with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The report as one JSON document.</summary>
    public string ToJson() => Encoding.UTF8.GetString(ReadableJson.Write(this));
}

/// <summary>An id that reading its page again changed.</summary>
/// <param name="CaseId">The id.</param>
/// <param name="Was">Its outcome before; <c>open</c> when it had none.</param>
/// <param name="Now">Its outcome now.</param>
/// <param name="Page">The page, relative to the output folder.</param>
/// <param name="SavedPath">The record's file, relative to the output folder; null for anything but a record.</param>
/// <param name="Reason">Why it is no longer what it was, where that is not plain; else null.</param>
public sealed record RereadChange(string CaseId, string Was, string Now, string Page, string? SavedPath, string? Reason);

/// <summary>An id whose page the present definition does not read.</summary>
/// <param name="CaseId">The id.</param>
/// <param name="Outcome">What stands.</param>
/// <param name="Page">The page, relative to the output folder.</param>
/// <param name="Reason">What was seen and what was expected.</param>
public sealed record RereadDoubt(string CaseId, string Outcome, string Page, string Reason);

/// <summary>A kept page that cannot be read.</summary>
/// <param name="Page">The page, relative to the output folder.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record RereadDamage(string Page, string Problem);
