using Rollcall.Reporting.Pictures;

namespace Rollcall.Dashboard.Reports;

/// <summary>Why a run ended, in words, and what to do next. Pure.</summary>
internal static class StopText
{
    private const string Resume = "Run the same command again: it resumes where this one stopped.";

    /// <summary>The reason in a sentence and the next step, for a run: what its account leaves open is not passed over.</summary>
    public static (string Why, string Next) Of(RunPicture picture)
    {
        var (why, next) = Of(picture.Report.StopReason);
        return picture switch
        {
            { Report.ExitCode: not 0 } or { Account.Walk.IsEmpty: true } or { Account: { NotAccountedFor: 0, NotWalked: 0 } } => (why, next),
            { IsSearchAlone: true } => ("The search for the highest number came to its end.", "`rollcall run` asks every number up to it."),
            { Account.NotAccountedFor: 0 } => (why, "Nothing needs to be done if that is all you meant to ask: `rollcall run` without --end and --max-cases asks the others too."),
            _ => (why, "`rollcall run` without --end and --max-cases asks what is still open up to the highest known number."),
        };
    }

    /// <summary>The reason in a sentence and the next step; for a word that is none of ours, the word.</summary>
    public static (string Why, string Next) Of(string word) => StopReasons.TryParse(word, out var reason) ? Of(reason) : (word, "See docs/operations.md.");

    /// <summary>The same of a reason.</summary>
    public static (string Why, string Next) Of(StopReason reason) => reason switch
    {
        StopReason.Completed => ("Every id of the walk was answered.", "Nothing needs to be done. `rollcall verify` proves it against every record file."),
        StopReason.SafeStopNoRecords => ("So many ids in a row above the highest record do not exist that the rest was left.", "Nothing needs to be done. If the registry has larger gaps, raise safe_stop_no_records."),
        StopReason.NothingToDo => ("Nothing was open; no request was sent.", "Nothing needs to be done."),
        StopReason.InternalError => ("A defect in Rollcall ended the run.", "Report it with the last line of the journal, then run the same command again: it resumes."),
        StopReason.Usage => ("The command, a definition or a setting is wrong.", "Correct what the message names."),
        StopReason.AlreadyRunning => ("Another process works on the same partition.", "Wait for it: `rollcall status` shows it."),
        StopReason.CompletedWithFailures => ("Every id was asked; some failed after all retries.", "See the failures below for what to do, then `rollcall retry last`: it asks the failed ids alone."),
        StopReason.ListingFailed => ("The listing could not be read as a whole, so nobody knows which ids there are.", "Run again when the site is well, or correct the definition's listing."),
        StopReason.SafeStopFailures => ("So many ids in a row failed that going on would help nobody.", "See the failures below; when the cause is gone, run the same command again: it resumes."),
        StopReason.FailureRate => ("Too large a share of the ids failed.", "See the failures below; when the cause is gone, run the same command again: it resumes."),
        StopReason.BrowserCrashes => ("Several ids crashed the browser within a short time.", "Give it more memory or fewer workers, then run the same command again: it resumes."),
        StopReason.ZeroYield => ("Nothing was found where there must be records.", "Look at kept pages: the site or its layout has changed, or answers us differently. Correct the definition, then run again."),
        StopReason.ProbeUndecided => ("Too many numbers could not be decided while looking for the highest.", "See the failures below, or give the end yourself with --end."),
        StopReason.Blocked => ("The site blocks us, and waiting did not help.", "Do not insist. Come back later and slower (delay_min), or ask the owner; then run the same command again: it resumes."),
        StopReason.Throttled => ("The site asks for less, and waiting did not help.", "Raise delay_min and come back later: the same command resumes."),
        StopReason.Unreachable => ("The site does not answer, and waiting did not help.", "Come back when it is up: the same command resumes."),
        StopReason.CanaryFailed => ("An id known to exist was answered wrongly: the site no longer tells the truth, or has changed.", "Look at it in a browser. Correct the definition or its canaries, then run again: it resumes."),
        StopReason.LayoutDrift => ("Pages lack required fields: the layout has changed.", "Correct `read` in the definition, try it with `rollcall reread last`, then run again: it resumes."),
        StopReason.DiskFull => ("There was no room on the disk.", "Make room. " + Resume),
        StopReason.NotWritable => ("The output folder could not be written.", "Correct its permissions or name another one. " + Resume),
        StopReason.DatabaseUnavailable => ("The database could not be reached.", "Start it, then run the same command again."),
        StopReason.Sigint => ("It was interrupted (SIGINT).", Resume),
        StopReason.Sigterm => ("It was told to end (SIGTERM).", Resume),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "has no words"),
    };
}
