using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Ledger.Journals;

/// <summary>Events to the properties of a line and back. Pure.</summary>
internal static class LineMapping
{
    /// <summary>The longest text of a property, in characters. Errors and exceptions carry what a site sent, which has no bound.</summary>
    private const int LongestText = 8000;

    /// <summary>The line of an event, without its number.</summary>
    /// <exception cref="ArgumentException">The event holds what no line can: a negative ordinal, intervals that are none.</exception>
    public static LineContent ToLine(LedgerEvent happened)
    {
        var line = new LineContent { Timestamp = happened.At.UtcDateTime };
        switch (happened)
        {
            case LedgerEvent.Attempted attempted:
                line.Kind = "attempt";
                Put(line, attempted.Id);
                Put(line, attempted.Answer);
                line.Attempt = attempted.Attempt;
                line.Recovery = Cut(attempted.Recovery);
                line.Requests = attempted.Requests;
                line.DurationMs = Math.Round(attempted.Duration.TotalMilliseconds, 1);
                break;
            case LedgerEvent.Settled settled:
                line.Kind = "settle";
                Put(line, settled.Id);
                Put(line, settled.Answer);
                line.Attempt = settled.Attempts;
                line.Outcome = Words.Of(settled.Outcome);
                line.Unavailable = settled.Unavailable is { } kind ? Words.Of(kind) : null;
                line.SavedPath = settled.SavedPath;
                line.ContentSha256 = settled.ContentSha256;
                break;
            case LedgerEvent.CanaryAsked canary:
                line.Kind = "canary";
                Put(line, canary.Id);
                Put(line, canary.Answer);
                line.Truthful = canary.Truthful;
                line.Requests = canary.Requests;
                break;
            case LedgerEvent.Sealed believed:
                line.Kind = "seal";
                line.Ids = Checked(believed.Ids);
                break;
            case LedgerEvent.Voided voided:
                line.Kind = "void";
                line.Ids = Checked(voided.Ids);
                line.Reason = Cut(voided.Reason);
                break;
            case LedgerEvent.Reopened reopened:
                line.Kind = "reopen";
                line.Ids = Checked(reopened.Ids);
                line.Reason = Cut(reopened.Reason);
                break;
            case LedgerEvent.Planned planned:
                line.Kind = "plan";
                line.Ids = Checked(planned.Ids);
                break;
            case LedgerEvent.Listed listed:
                line.Kind = "list";
                Put(line, listed.Answer with { Notes = listed.Summary });
                line.Whole = listed.IsWhole;
                line.Requests = listed.Requests;
                break;
            case LedgerEvent.Probed probed:
                line.Kind = "probe";
                Put(line, probed.Id);
                line.Seen = probed.Seen;
                line.Requests = probed.Requests;
                break;
            case LedgerEvent.MarkFound mark:
                line.Kind = "mark";
                line.Mark = mark.Mark;
                line.Confidence = double.IsFinite(mark.Confidence) ? mark.Confidence : throw new ArgumentException("a confidence is a number", nameof(happened));
                line.Requests = mark.Requests;
                break;
            case LedgerEvent.Parked parked:
                line.Kind = "park";
                line.Parked = parked.On;
                line.Reason = Cut(parked.Reason);
                break;
            case LedgerEvent.BrowserRestarted restarted:
                line.Kind = "browser";
                line.Reason = Cut(restarted.Reason);
                break;
            case LedgerEvent.Resumed resumed:
                line.Kind = "resume";
                line.DefinitionHash = resumed.DefinitionHash;
                line.Notes = Cut(resumed.Notes);
                break;
            case LedgerEvent.Stopped stopped:
                line.Kind = "stop";
                line.Reason = stopped.Reason.Word();
                line.Notes = Cut(stopped.Detail);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "an event the journal has no line for");
        }

        return line;
    }

    /// <summary>The event of a line.</summary>
    /// <exception cref="FormatException">A property is missing or has a value that this version does not know.</exception>
    public static LedgerEvent ToEvent(LineContent line)
    {
        var at = new DateTimeOffset(DateTime.SpecifyKind(line.Timestamp, DateTimeKind.Utc));
        return line.Kind switch
        {
            "attempt" => new LedgerEvent.Attempted(
                at, IdOf(line), Need(line.Attempt, "attempt"), AnswerOf(line), TimeSpan.FromMilliseconds(Need(line.DurationMs, "duration_ms")), Need(line.Requests, "requests"))
            {
                Recovery = line.Recovery,
            },
            "settle" => new LedgerEvent.Settled(at, IdOf(line), Words.OutcomeOf(line.Outcome), Need(line.Attempt, "attempt"), AnswerOf(line))
            {
                SavedPath = line.SavedPath,
                ContentSha256 = line.ContentSha256,
                Unavailable = line.Unavailable is null ? null : Words.UnavailableOf(line.Unavailable),
            },
            "canary" => new LedgerEvent.CanaryAsked(at, IdOf(line), Need(line.Truthful, "truthful"), AnswerOf(line), Need(line.Requests, "requests")),
            "seal" => new LedgerEvent.Sealed(at, IntervalsOf(line)),
            "void" => new LedgerEvent.Voided(at, IntervalsOf(line), line.Reason ?? ""),
            "reopen" => new LedgerEvent.Reopened(at, IntervalsOf(line), line.Reason ?? ""),
            "plan" => new LedgerEvent.Planned(at, IntervalsOf(line)),
            "list" => new LedgerEvent.Listed(at, Need(line.Whole, "whole"), line.Notes ?? "", AnswerOf(line) with { Notes = null }, Need(line.Requests, "requests")),
            "probe" => new LedgerEvent.Probed(at, IdOf(line), line.Seen, Need(line.Requests, "requests")),
            "mark" => new LedgerEvent.MarkFound(at, Need(line.Mark, "mark"), Need(line.Confidence, "confidence"), Need(line.Requests, "requests")),
            "park" => new LedgerEvent.Parked(at, Need(line.Parked, "parked"), line.Reason ?? ""),
            "browser" => new LedgerEvent.BrowserRestarted(at, line.Reason ?? ""),
            "resume" => new LedgerEvent.Resumed(at, line.DefinitionHash ?? "", line.Notes ?? ""),
            "stop" => new LedgerEvent.Stopped(
                at, StopReasons.TryParse(line.Reason, out var reason) ? reason : throw Words.Unknown("reason", line.Reason), line.Notes ?? ""),
            _ => throw Words.Unknown("kind", line.Kind),
        };
    }

    private static void Put(LineContent line, RecordId id)
    {
        if (id.Ordinal < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, "an ordinal is 0 or more");
        }

        (line.CaseId, line.Ordinal) = (id.Text, id.Ordinal);
    }

    private static void Put(LineContent line, AnswerNote answer)
    {
        line.Answer = Words.Of(answer.Kind);
        line.Marker = Cut(answer.Marker);
        line.StatusCode = answer.StatusCode;
        line.ErrorClass = answer.ErrorClass?.Word();
        line.Error = Cut(answer.Error);
        line.Exception = Cut(answer.Exception);
        line.Notes = Cut(answer.Notes);
        line.HtmlPath = answer.HtmlPath;
    }

    private static string? Cut(string? text) => text?.Length > LongestText ? text[..LongestText] + "…" : text;

    private static string Checked(string intervals) => IdSet.TryParse(intervals, out _)
        ? intervals
        : throw new ArgumentException($"'{intervals}' are no ascending intervals", nameof(intervals));

    private static RecordId IdOf(LineContent line) => Need(line.Ordinal, "ordinal") is var ordinal and >= 0
        ? new RecordId(ordinal, line.CaseId ?? throw new FormatException("case_id is missing"))
        : throw new FormatException("ordinal is negative");

    private static AnswerNote AnswerOf(LineContent line) =>
        new(Words.AnswerOf(line.Answer), line.Marker, line.StatusCode, ClassOf(line.ErrorClass), line.Error)
        {
            Exception = line.Exception,
            Notes = line.Notes,
            HtmlPath = line.HtmlPath,
        };

    private static FailureClass? ClassOf(string? word) => word is null
        ? null
        : FailureClassNames.TryParse(word, out var failure) ? failure : throw Words.Unknown("error_class", word);

    private static string IntervalsOf(LineContent line) =>
        IdSet.TryParse(line.Ids, out _) ? line.Ids! : throw Words.Unknown("ids", line.Ids);

    private static T Need<T>(T? value, string name)
        where T : struct => value ?? throw new FormatException($"{name} is missing");
}
