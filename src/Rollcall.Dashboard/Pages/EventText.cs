using Rollcall.Fetching;
using Rollcall.Ledger;

namespace Rollcall.Dashboard.Pages;

/// <summary>One event of a journal for people; none for what happens with every id. Immutable.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened, in a word or two.</param>
/// <param name="Mood">How it looks: <c>bad</c>, <c>warn</c>, <c>good</c>, or nothing.</param>
internal sealed record EventText(DateTimeOffset At, string What, string Mood)
{
    /// <summary>The id it is about; null when about none.</summary>
    public string? Id { get; init; }

    /// <summary>More.</summary>
    public string? Detail { get; init; }

    /// <summary>The page that was kept; null when none was.</summary>
    public string? Page { get; init; }

    /// <summary>The text for a journal's line; null for attempts and settles that went as they should.</summary>
    public static EventText? Of(JournalLine.Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Event switch
        {
            LedgerEvent.Attempted { Answer.ErrorClass: { } failure } e => new EventText(e.At, Texts.Words(failure.Word()), "warn")
            {
                Id = e.Id.Text, Detail = Join($"attempt {e.Attempt}", e.Answer.Error, e.Recovery), Page = e.Answer.HtmlPath,
            },
            LedgerEvent.Settled { Outcome: Outcome.Failed } e => new EventText(e.At, "failed", "bad") { Id = e.Id.Text, Detail = $"after {e.Attempts} attempts" },
            LedgerEvent.CanaryAsked { Truthful: false } e => new EventText(e.At, "canary answered wrongly", "bad") { Id = e.Id.Text, Detail = e.Answer.Error ?? e.Answer.Marker },
            LedgerEvent.Voided e => new EventText(e.At, "absences taken back", "bad") { Id = e.Ids, Detail = e.Reason },
            LedgerEvent.Reopened e => new EventText(e.At, "opened again", "") { Id = e.Ids, Detail = e.Reason },
            LedgerEvent.Planned e => new EventText(e.At, "walk", "") { Id = e.Ids },
            LedgerEvent.Listed e => new EventText(e.At, e.IsWhole ? "listing read" : "listing not read as a whole", e.IsWhole ? "good" : "bad") { Detail = Join(e.Summary, e.Answer.Error) },
            LedgerEvent.MarkFound e => new EventText(e.At, "highest number", "good") { Id = Figure(e.Mark), Detail = $"confidence {e.Confidence:0.0000}, {e.Requests} requests" },
            LedgerEvent.Parked { On: true } e => new EventText(e.At, "waits for the site", "warn") { Detail = e.Reason },
            LedgerEvent.Parked e => new EventText(e.At, "goes on", "good") { Detail = e.Reason },
            LedgerEvent.BrowserRestarted e => new EventText(e.At, e.Reason == LedgerEvent.BrowserRestarted.Lost ? "browser lost, another started" : "browser replaced", e.Reason == LedgerEvent.BrowserRestarted.Lost ? "warn" : ""),
            LedgerEvent.Resumed e => new EventText(e.At, "resumed", "") { Detail = e.Notes },
            LedgerEvent.Stopped e => new EventText(e.At, $"stopped: {Texts.Words(e.Reason.Word())}", e.Reason.Code() == ExitCode.Completed ? "good" : "warn") { Detail = e.Detail },
            _ => null,
        };
    }

    private static string Join(params string?[] parts) => string.Join("; ", parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string Figure(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
