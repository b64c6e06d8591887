namespace Rollcall.Fetching;

/// <summary>
/// Why an attempt did not end in an outcome. A closed set: journal, report, <c>retry --class</c> and metrics use the same words.
/// </summary>
public enum FailureClass
{
    /// <summary>No answer within <c>request_timeout</c>.</summary>
    Timeout,

    /// <summary>The connection was refused, reset or closed in the middle of an answer.</summary>
    Reset,

    /// <summary>The host's name could not be resolved.</summary>
    Dns,

    /// <summary>The secure connection could not be made.</summary>
    Tls,

    /// <summary>The site answered 500 to 599 and no rule of the definition knows the page.</summary>
    Http5xx,

    /// <summary>The site asks for less: 429, or 503 with Retry-After.</summary>
    Throttled,

    /// <summary>The site refuses to serve us.</summary>
    Blocked,

    /// <summary>The page is none that the definition knows, or more than one of them at once.</summary>
    Unrecognised,

    /// <summary>The page names another id than the one asked for.</summary>
    WrongId,

    /// <summary>The page is of the record asked for, but a required field or table is not to be read from it.</summary>
    Extraction,

    /// <summary>The browser died or stopped answering.</summary>
    BrowserCrash,

    /// <summary>The attempt took longer than <c>job_timeout</c>.</summary>
    JobTimeout,

    /// <summary>The record could not be written.</summary>
    Storage,

    /// <summary>The session had ended, and a new one was no better.</summary>
    Session,
}

/// <summary>The words of <see cref="FailureClass"/> in artefacts and on the command line.</summary>
public static class FailureClassNames
{
    private static readonly string[] Names =
    [
        "timeout", "reset", "dns", "tls", "http_5xx", "throttled", "blocked",
        "unrecognised", "wrong_id", "extraction", "browser_crash", "job_timeout", "storage", "session",
    ];

    /// <summary>All words, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The word for a class.</summary>
    public static string Word(this FailureClass failureClass) => Names[(int)failureClass];

    /// <summary>What a status of 400 and above means when no rule of a definition judges the page.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="hasRetryAfter">Whether the site said how long to wait.</param>
    public static FailureClass OfStatus(int status, bool hasRetryAfter) => status switch
    {
        429 => FailureClass.Throttled,
        503 when hasRetryAfter => FailureClass.Throttled,
        >= 500 => FailureClass.Http5xx,
        401 or 403 => FailureClass.Blocked,
        _ => FailureClass.Unrecognised,
    };

    /// <summary>The class a word stands for; false when it is none of <see cref="All"/>.</summary>
    public static bool TryParse(string? word, out FailureClass failureClass)
    {
        var at = Array.IndexOf(Names, word);
        failureClass = at < 0 ? default : (FailureClass)at;
        return at >= 0;
    }
}
