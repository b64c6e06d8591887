using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Ledger;

/// <summary>One thing that happened in a run; one line of the journal. A closed set, immutable.</summary>
/// <param name="At">When, UTC.</param>
public abstract record LedgerEvent(DateTimeOffset At)
{
    /// <summary>One attempt at an id and what it was answered. Settles nothing.</summary>
    public sealed record Attempted(
        DateTimeOffset At, RecordId Id, int Attempt, AnswerNote Answer, TimeSpan Duration, int Requests) : LedgerEvent(At)
    {
        /// <summary>What is done about it: <c>retry in 4 s</c>, <c>none left</c>; null when nothing is needed.</summary>
        public string? Recovery { get; init; }
    }

    /// <summary>An id got its outcome.</summary>
    public sealed record Settled(DateTimeOffset At, RecordId Id, Outcome Outcome, int Attempts, AnswerNote Answer) : LedgerEvent(At)
    {
        /// <summary>Where the record lies, relative to the output folder.</summary>
        public string? SavedPath { get; init; }

        /// <summary>The hash of the record's fields and tables.</summary>
        public string? ContentSha256 { get; init; }

        /// <summary>The record said to be unavailable, and why; null for an ordinary one.</summary>
        public UnavailableKind? Unavailable { get; init; }
    }

    /// <summary>A canary was asked and told the truth or did not.</summary>
    public sealed record CanaryAsked(DateTimeOffset At, RecordId Id, bool Truthful, AnswerNote Answer, int Requests) : LedgerEvent(At);

    /// <summary>The provisional absences of these intervals are believed.</summary>
    public sealed record Sealed(DateTimeOffset At, string Ids) : LedgerEvent(At);

    /// <summary>The provisional absences of these intervals are taken back: the ids are open again.</summary>
    public sealed record Voided(DateTimeOffset At, string Ids, string Reason) : LedgerEvent(At);

    /// <summary>
    /// The run walks these ids, those settled before included: what the certificate holds the account against. Journalled when the walk is
    /// known, and again when a resumed run's is another.
    /// </summary>
    public sealed record Planned(DateTimeOffset At, string Ids) : LedgerEvent(At);

    /// <summary>The listing was read: as a whole, so that the roster holds every id that is on it, or not, and then <paramref name="Answer"/> says why.</summary>
    /// <param name="At">When, UTC.</param>
    /// <param name="IsWhole">Whether every page was read and understood.</param>
    /// <param name="Summary">How many pages and items, for a person.</param>
    /// <param name="Answer">What the last page was.</param>
    /// <param name="Requests">Requests sent for it.</param>
    public sealed record Listed(DateTimeOffset At, bool IsWhole, string Summary, AnswerNote Answer, int Requests) : LedgerEvent(At);

    /// <summary>
    /// The search for the mark asked this number. Its answer is in the attempts with the same id, and so are its requests, which
    /// <paramref name="Requests"/> repeats for the budget.
    /// </summary>
    public sealed record Probed(DateTimeOffset At, RecordId Id, bool? Seen, int Requests) : LedgerEvent(At);

    /// <summary>The search ended with this mark. <paramref name="Requests"/> is what the run's searches have spent by then.</summary>
    public sealed record MarkFound(DateTimeOffset At, long Mark, double Confidence, int Requests) : LedgerEvent(At);

    /// <summary>The workers wait for the site, or go on.</summary>
    public sealed record Parked(DateTimeOffset At, bool On, string Reason) : LedgerEvent(At);

    /// <summary>A browser's place was taken by another: it had done its time (<c>replaced</c>), or it died or hung (<c>lost</c>).</summary>
    /// <param name="At">When it was seen, with the next thing that happened, UTC.</param>
    /// <param name="Reason">One of these words.</param>
    public sealed record BrowserRestarted(DateTimeOffset At, string Reason) : LedgerEvent(At)
    {
        /// <summary>It had done its time.</summary>
        public const string Replaced = "replaced";

        /// <summary>It died or hung.</summary>
        public const string Lost = "lost";
    }

    /// <summary>The failed and the absent ids of these intervals are to be asked again: their outcomes are taken back.</summary>
    public sealed record Reopened(DateTimeOffset At, string Ids, string Reason) : LedgerEvent(At);

    /// <summary>The run was taken up again by a new process.</summary>
    public sealed record Resumed(DateTimeOffset At, string DefinitionHash, string Notes) : LedgerEvent(At);

    /// <summary>The run, or this process's part of it, ended.</summary>
    public sealed record Stopped(DateTimeOffset At, StopReason Reason, string Detail) : LedgerEvent(At);
}

/// <summary>What the journal keeps of an answer.</summary>
/// <param name="Kind">Which answer.</param>
/// <param name="Marker">The words or status that decided, for an absence, an unavailable record or a block.</param>
/// <param name="StatusCode">The HTTP status, when there was a response.</param>
/// <param name="ErrorClass">The class of failure, for what is neither record nor absence.</param>
/// <param name="Error">What was seen and what was expected, for a person.</param>
public sealed record AnswerNote(AnswerKind Kind, string? Marker, int? StatusCode, FailureClass? ErrorClass, string? Error)
{
    /// <summary>The exception behind a fault, as text.</summary>
    public string? Exception { get; init; }

    /// <summary>Anything worth knowing later, such as redirects passed through.</summary>
    public string? Notes { get; init; }

    /// <summary>Where the page is kept, relative to the output folder.</summary>
    public string? HtmlPath { get; init; }
}

/// <summary>The cases of <see cref="Answer"/> as the journal names them.</summary>
public enum AnswerKind
{
    /// <summary><see cref="Answer.Found"/>.</summary>
    Found,

    /// <summary><see cref="Answer.Unavailable"/>.</summary>
    Unavailable,

    /// <summary><see cref="Answer.Absent"/>.</summary>
    Absent,

    /// <summary><see cref="Answer.Blocked"/>.</summary>
    Blocked,

    /// <summary><see cref="Answer.Unrecognised"/>.</summary>
    Unrecognised,

    /// <summary><see cref="Answer.Faulted"/>.</summary>
    Fault,
}
