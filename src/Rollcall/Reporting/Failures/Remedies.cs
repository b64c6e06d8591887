using Rollcall.Fetching;

namespace Rollcall.Reporting.Failures;

/// <summary>What to do about each class of failures. Pure.</summary>
public static class Remedies
{
    /// <summary>One or two sentences for the operator.</summary>
    public static string For(FailureClass failure) => failure switch
    {
        FailureClass.Timeout => "The site answers too slowly. Ask the ids again with `rollcall retry last`, at a quieter hour or with a larger request_timeout; more delay_min often helps more than more patience.",
        FailureClass.Reset => "Connections break off. If it goes on, lower concurrency and raise delay_min: many sites drop who asks too fast. Then `rollcall retry last`.",
        FailureClass.Dns => "The host's name was not found. Check `site` in the definition and this machine's network, then `rollcall retry last`.",
        FailureClass.Tls => "No secure connection. Check this machine's clock and certificates, and whether a proxy stands between; then `rollcall retry last`.",
        FailureClass.Http5xx => "The site itself fails. If `rollcall retry last` brings the same later, look at the kept page: a maintenance page belongs under `judge: blocked`.",
        FailureClass.Throttled => "The site asks for less. Raise delay_min and lower concurrency before going on; Retry-After was obeyed already.",
        FailureClass.Blocked => "The site refuses us. Stop, look at the kept page, ask the owner or come back much slower and with a contact in user_agent; retrying at once makes it worse.",
        FailureClass.Unrecognised => "A page that the definition does not know. Look at the kept page, add a rule under `judge`, try it with `rollcall reread last` (no network), then `rollcall retry last`.",
        FailureClass.WrongId => "The page was of another id, so it was not saved. Give `identity` and `settle` stricter rules (a stale dialog is the usual cause), then `rollcall retry last`.",
        FailureClass.Extraction => "The record is there, but a required field could not be read: the layout has changed or the rule is wrong. Correct `read`, check with `rollcall reread last`.",
        FailureClass.BrowserCrash => "The browser died. Give it more memory, or lower concurrency or browser_max_jobs; an id that does it every time is worth a look by hand.",
        FailureClass.JobTimeout => "One attempt took longer than job_timeout. Look at the screenshot for what it waited for: usually a `wait` or `settle` that can never come true.",
        FailureClass.Storage => "The record could not be written. Make room on the disk or correct the folder's permissions, then run again: nothing is lost.",
        FailureClass.Session => "The session ended and a new one was no better. Check `open`, the login and its ${SECRETS}, with `rollcall check --live`.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "has no remedy"),
    };
}
