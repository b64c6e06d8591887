using Rollcall.Fetching;

namespace Rollcall.Records.Pages;

/// <summary>Why a page is kept: a closed set. Each has a folder of its own.</summary>
public abstract record Occasion
{
    private Occasion()
    {
    }

    /// <summary>The folder, relative to the output folder.</summary>
    public abstract string Folder { get; }

    /// <summary>An answer that failed or was not recognised. Up to <c>evidence_per_class</c> of one class are kept in a run.</summary>
    /// <param name="Class">The class.</param>
    /// <param name="Reason">What was seen and what was expected.</param>
    public sealed record Failed(FailureClass Class, string Reason) : Occasion
    {
        /// <inheritdoc/>
        public override string Folder => "html_failed";
    }

    /// <summary>
    /// The site says there is no such record. Pages that differ only in the id are kept once, and up to <c>evidence_per_class</c> in all.
    /// </summary>
    /// <param name="Marker">The words or status that said so.</param>
    public sealed record Absent(string Marker) : Occasion
    {
        /// <inheritdoc/>
        public override string Folder => "html_absent";
    }

    /// <summary>Every page is wanted (<c>persist_raw_html</c>). No bound.</summary>
    public sealed record Wanted : Occasion
    {
        /// <inheritdoc/>
        public override string Folder => "html";
    }
}
