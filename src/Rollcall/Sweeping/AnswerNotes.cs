using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Reading;

namespace Rollcall.Sweeping;

/// <summary>Turns an answer into what the journal keeps of it.</summary>
internal static class AnswerNotes
{
    public static AnswerNote Of(Attempt attempt, string? htmlPath = null)
    {
        var status = attempt.Page?.Status;
        var note = attempt.Answer switch
        {
            Answer.Found => new AnswerNote(AnswerKind.Found, Marker: null, status, ErrorClass: null, Error: null),
            Answer.Unavailable a => new AnswerNote(AnswerKind.Unavailable, a.Marker, status, ErrorClass: null, Error: null),
            Answer.Absent a => new AnswerNote(AnswerKind.Absent, a.Marker, status, ErrorClass: null, Error: null),
            Answer.Blocked a => new AnswerNote(AnswerKind.Blocked, a.Sign, status, a.Class, $"blocked: {a.Sign}"),
            Answer.Unrecognised a => new AnswerNote(AnswerKind.Unrecognised, Marker: null, status, a.Class, a.Reason),
            Answer.Faulted a => new AnswerNote(AnswerKind.Fault, Marker: null, status, a.Fault.Class, a.Fault.Message) { Exception = a.Fault.Exception },
            _ => throw new InvalidOperationException($"no note for {attempt.Answer.GetType().Name}"),
        };
        return note with { HtmlPath = htmlPath, Notes = NotesOf(attempt) };
    }

    /// <summary>How long the site asked to be left alone, if it did.</summary>
    public static TimeSpan? RetryAfterOf(Answer answer) => answer switch
    {
        Answer.Blocked a => a.RetryAfter,
        Answer.Faulted a => a.Fault.RetryAfter,
        _ => null,
    };

    private static string? NotesOf(Attempt attempt)
    {
        string?[] notes = [attempt.IsSecondSession ? "the session had ended; asked again in a new one" : null, Redirects(attempt.Page), Missing(attempt)];
        return string.Join("; ", notes.OfType<string>()) is { Length: > 0 } said ? said : null;
    }

    private static string? Missing(Attempt attempt) => attempt.Answer is not Answer.Found { MissingSections: { IsEmpty: false } missing } ? null
        : "sections missing: " + string.Join("; ", missing.Select(name => attempt.Sections.FirstOrDefault(s => s.Reader.Rule.Name == name)?.Answer switch
        {
            Answer.Unrecognised bad => bad.Reason,
            Answer.Faulted faulted => faulted.Fault.Message,
            _ => $"section {name}: the record's page does not offer it",
        }));

    private static string? Redirects(Page? page) =>
        page is { Redirects.Count: > 0 } ? $"redirected {page.Redirects.Count} times, to {page.FinalUrl}" : null;
}
