using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>What came back from one ask: a <see cref="Page"/>, of whatever kind and status, or a <see cref="Fault"/>.</summary>
public abstract record Fetched;

/// <summary>Nothing to judge came back: transport or browser failed. A value, not an exception: sites fail all day.</summary>
/// <param name="Class">Why.</param>
/// <param name="Message">What failed, where and after how long, for a person.</param>
public sealed record Fault(FailureClass Class, string Message) : Fetched
{
    /// <summary>The exception behind it, as text, when there was one.</summary>
    public string? Exception { get; init; }

    /// <summary>How long the site asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the session is to blame (start-up, an expired login), so that the attempt is not charged to the id.</summary>
    public bool OfSession { get; init; }

    /// <summary>True when a step could not be done because what the definition names was not there, or did not come in time.</summary>
    public bool OfStep { get; init; }

    /// <summary>
    /// True when the attempt is to be made again at once and at no cost: what went away under it (the browser) says nothing of the id. The
    /// source bounds how often it says so for one id.
    /// </summary>
    public bool AskAgain { get; init; }

    /// <summary>Requests sent to the site, failed ones included.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>What was on the page when it failed, for the user to look at; null when there was nothing.</summary>
    public Page? Seen { get; init; }
}

/// <summary>What the site sent, as the reader judges it and as it is kept for later reading. Immutable.</summary>
public sealed record Page : Fetched
{
    /// <summary>The address asked for.</summary>
    public required Uri RequestedUrl { get; init; }

    /// <summary>The address that answered, after redirects.</summary>
    public required Uri FinalUrl { get; init; }

    /// <summary>Addresses passed through, in order; empty without redirects.</summary>
    public IReadOnlyList<Uri> Redirects { get; init; } = [];

    /// <summary>The HTTP status of the document.</summary>
    public required int Status { get; init; }

    /// <summary>The response headers, in order; a name can stand several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>HTML in which invisible elements carry <see cref="HiddenMark"/> (browser mode), or the body as received.</summary>
    public required string Body { get; init; }

    /// <summary>The media type without parameters, lower case; empty when the site named none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>How it was fetched.</summary>
    public required FetchMode Mode { get; init; }

    /// <summary>What proves that this answer belongs to this id's own request.</summary>
    public required Freshness Freshness { get; init; }

    /// <summary>Requests sent to the site for it.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>
    /// How long the site asked to be left alone, counted from when the page came; null when it did not ask. The source reads it
    /// (<see cref="Fetching.RetryAfter"/>), because its date form needs a clock and the reader has none.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A picture of the page (PNG), when the browser took one.</summary>
    public ReadOnlyMemory<byte> Screenshot { get; init; }

    /// <summary>Console errors and failed requests of the page, in browser mode.</summary>
    public IReadOnlyList<string> Complaints { get; init; } = [];

    /// <summary>
    /// The pages that follow it in the list it begins, in order, without pages of their own; empty for most. They and this page are one answer.
    /// </summary>
    public IReadOnlyList<Page> More { get; init; } = [];

    /// <summary>Why the list does not end with the last of its pages; null when it does. No record is read from part of a list.</summary>
    public string? Incomplete { get; init; }

    /// <summary>The attribute that marks an element a person could not see.</summary>
    public const string HiddenMark = "data-rollcall-hidden";

    /// <summary>
    /// The attribute that holds an element's visible text where the HTML, written out and read in again, would lose it: a heading within a
    /// heading falls out of it, and leaves it empty. The reader takes it for the element's text.
    /// </summary>
    public const string TextMark = "data-rollcall-text";

    /// <summary>The value of the first header of that name, or null.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>What proves that an answer is the answer to this id's own request. An absence without proof is not believed.</summary>
public enum Freshness
{
    /// <summary>Nothing does: the page may still show the answer before.</summary>
    Unproven,

    /// <summary>A new document was loaded for it.</summary>
    NewDocument,

    /// <summary>A response to its own request was seen.</summary>
    MatchedResponse,

    /// <summary>The nodes that hold the answer were replaced after it was asked.</summary>
    ReplacedNodes,
}
