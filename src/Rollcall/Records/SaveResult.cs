namespace Rollcall.Records;

/// <summary>What became of one record's save: a closed set. Trouble of the whole storage is none of them but ends the run.</summary>
public abstract record SaveResult
{
    private SaveResult()
    {
    }

    /// <summary>The record is on disk and durable.</summary>
    /// <param name="Path">Where, relative to the output folder, with forward slashes.</param>
    /// <param name="ContentSha256">The hash of its fields and tables.</param>
    public sealed record Saved(string Path, string ContentSha256) : SaveResult;

    /// <summary>This record cannot be saved, others can: the id ends <c>failed</c>, class storage.</summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Refused(string Reason) : SaveResult;
}
