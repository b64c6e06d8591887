using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Where pages come from: HTTP, a browser, a script in tests. Thread safe.</summary>
public interface IPageSource : IAsyncDisposable
{
    /// <summary>
    /// A session for one worker. It costs nothing until the first ask: what has to happen once per session (the browser's page,
    /// the <c>open</c> steps) happens then, bounded by the same token, and its failures are faults of the session.
    /// </summary>
    IPageSession OpenSession();

    /// <summary>What the browser's processes take together, in bytes, as last measured; null without a browser of this machine.</summary>
    long? BrowserMemoryBytes { get; }

    /// <summary>The browsers it has used by now; null without any.</summary>
    BrowserCounts? Browsers => null;
}

/// <summary>The browsers that a source has used by now.</summary>
/// <param name="Started">How many were started.</param>
/// <param name="Replaced">How many were replaced when they had done their time.</param>
/// <param name="Lost">How many died or hung.</param>
public sealed record BrowserCounts(long Started, long Replaced, long Lost);

/// <summary>
/// One worker's conversation with the site: cookies, a page. Used by one worker at a time. Every method ends in bounded time once its
/// token is cancelled, and leaves a session on which the next <see cref="AskAsync"/> works (it opens anew when it must).
/// </summary>
public interface IPageSession : IAsyncDisposable
{
    /// <summary>Does the <c>ask</c> steps (and the <c>open</c> steps first, when they are due).</summary>
    Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken);

    /// <summary>Does other steps in place of the <c>ask</c> steps (and the <c>open</c> steps first, when they are due): those to a page of a listing.</summary>
    /// <param name="steps">The steps, of the source's own mode. Not empty.</param>
    /// <param name="about">What they are done for: a tab with its address.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken);

    /// <summary>Does the <c>detail</c> steps on what <see cref="AskAsync"/> found. Only called when the definition has some.</summary>
    Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken);

    /// <summary>
    /// Does the steps to a section of the record that was found, where the steps before ended. After one that failed the next may be tried, unless the page
    /// is lost; the next id gets a new page then.
    /// </summary>
    Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken);

    /// <summary>Does the <c>reset</c> steps, so that the next id finds a clean page; a failure makes the next ask open anew.</summary>
    Task ResetAsync(CancellationToken cancellationToken);

    /// <summary>Forgets cookies and page: the next ask opens anew.</summary>
    Task RenewAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds what a person needs to see why a page was not understood (a screenshot, what the page complained of), as far as it is to be had
    /// in bounded time. Called for a page that came of this session's last steps and was judged no outcome, before any other step is
    /// done. Plain HTTP has nothing to add.
    /// </summary>
    Task<Page> WithEvidenceAsync(Page page, CancellationToken cancellationToken) => Task.FromResult(page);

    /// <summary>
    /// What stands on the page when steps were cancelled, with its evidence, to show where they hung: never an answer. In bounded time; null
    /// when there is nothing to be seen, as over plain HTTP. Called before <see cref="RenewAsync"/>.
    /// </summary>
    Task<Page?> SeenAsync() => Task.FromResult<Page?>(null);
}
