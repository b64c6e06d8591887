using System.Text.Json.Serialization;

namespace Rollcall.Loading.Accounts;

/// <summary>One load (or undo) as the database's own account has it. Immutable.</summary>
internal sealed record LoadEntry
{
    public required string LoadId { get; init; }

    /// <summary>Its place among all loads of the database, from 1.</summary>
    public required long Number { get; init; }

    public required LoadKind Kind { get; init; }

    public required string Dataset { get; init; }

    /// <summary>The definition's text: an undo needs no file.</summary>
    public required string Definition { get; init; }

    public required string DefinitionHash { get; init; }

    /// <summary>What was loaded, as the user named it; for an undo, what it takes back.</summary>
    public required string Source { get; init; }

    public required LoadStatus Status { get; init; }

    public required string StartedAt { get; init; }

    public string? EndedAt { get; init; }

    public required LoadProgress Progress { get; init; }

    /// <summary>The undo that took it back as a whole.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>For an undo: the load it took back.</summary>
    public string? Undoes { get; init; }

    /// <summary>For an undo of one batch: which.</summary>
    public long? UndoesBatch { get; init; }

    /// <summary>Whether its changesets are still there.</summary>
    public bool ChangesKept { get; init; } = true;
}

/// <summary>What an entry of the account is.</summary>
internal enum LoadKind
{
    Load,
    Undo,
}

/// <summary>How a load stands. The words are part of the report.</summary>
[JsonConverter(typeof(LoadStatusConverter))]
public enum LoadStatus
{
    /// <summary>Not at its end; the same command goes on with the next batch.</summary>
    Unfinished,

    /// <summary>Every record was loaded.</summary>
    Complete,

    /// <summary>At its end, but some records are in quarantine or the whole did not pass.</summary>
    Incomplete,

    /// <summary>Rolled back as a whole: nothing of it is in the database.</summary>
    RolledBack,

    /// <summary>Taken back by an undo.</summary>
    Undone,

    /// <summary>Unfinished, and its source is no longer what it was: another load took its place.</summary>
    Abandoned,
}
