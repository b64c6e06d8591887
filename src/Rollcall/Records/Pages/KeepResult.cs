namespace Rollcall.Records.Pages;

/// <summary>What became of a page: a closed set. Never an exception, for a page that cannot be kept is no reason to end a run.</summary>
public abstract record KeepResult
{
    private KeepResult()
    {
    }

    /// <summary>The page, or one like it, is on disk.</summary>
    /// <param name="Path">Where the HTML lies, relative to the output folder, with forward slashes.</param>
    public sealed record Kept(string Path) : KeepResult;

    /// <summary>There are enough of its class already, or nothing is to be written.</summary>
    public sealed record NotWanted : KeepResult;

    /// <summary>It could not be written.</summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Refused(string Reason) : KeepResult;
}
