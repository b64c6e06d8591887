namespace Rollcall.Ledger;

/// <summary>What an id ends with.</summary>
public enum Outcome
{
    /// <summary>The record, or the site's statement that it exists but is unavailable.</summary>
    Success,

    /// <summary>The site's own statement that there is none.</summary>
    NoRecord,

    /// <summary>Faults or unrecognised pages after all retries.</summary>
    Failed,
}
