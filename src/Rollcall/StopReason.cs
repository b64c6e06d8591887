namespace Rollcall;

/// <summary>Why a run ended. Each has one exit code.</summary>
public enum StopReason
{
    /// <summary>Every id of the walk has an outcome, none failed.</summary>
    Completed,

    /// <summary>So many absences in a row above every record seen that the rest was left unvisited.</summary>
    SafeStopNoRecords,

    /// <summary>Nothing was open; no request was sent.</summary>
    NothingToDo,

    /// <summary>A defect in Rollcall.</summary>
    InternalError,

    /// <summary>The command, a definition or a setting is wrong.</summary>
    Usage,

    /// <summary>Another process works on the same partition.</summary>
    AlreadyRunning,

    /// <summary>Every id has an outcome, some failed.</summary>
    CompletedWithFailures,

    /// <summary>The listing could not be read as a whole: nobody knows which ids there are. No id was asked.</summary>
    ListingFailed,

    /// <summary>So many failures in a row that going on would help nobody.</summary>
    SafeStopFailures,

    /// <summary>Too large a share of the ids failed.</summary>
    FailureRate,

    /// <summary>Several ids crashed the browser in a short time.</summary>
    BrowserCrashes,

    /// <summary>Nothing found where the partition's history says there must be records.</summary>
    ZeroYield,

    /// <summary>Too many numbers could not be decided while looking for the mark.</summary>
    ProbeUndecided,

    /// <summary>The site blocks us and waiting did not help.</summary>
    Blocked,

    /// <summary>The site throttles us and waiting did not help.</summary>
    Throttled,

    /// <summary>The site does not answer and waiting did not help.</summary>
    Unreachable,

    /// <summary>A canary answered wrongly: the site no longer tells the truth, or has changed.</summary>
    CanaryFailed,

    /// <summary>Found pages lack required fields: the layout has changed.</summary>
    LayoutDrift,

    /// <summary>No room on the disk.</summary>
    DiskFull,

    /// <summary>The output folder cannot be written.</summary>
    NotWritable,

    /// <summary>The database cannot be reached.</summary>
    DatabaseUnavailable,

    /// <summary>Ended by SIGINT.</summary>
    Sigint,

    /// <summary>Ended by SIGTERM.</summary>
    Sigterm,
}

/// <summary>The word and the exit code of each <see cref="StopReason"/>, as users and scripts meet them.</summary>
public static class StopReasons
{
    private static readonly (string Word, ExitCode Code)[] Table =
    [
        ("completed", ExitCode.Completed),
        ("safe_stop_no_records", ExitCode.Completed),
        ("nothing_to_do", ExitCode.Completed),
        ("internal_error", ExitCode.InternalError),
        ("usage", ExitCode.Usage),
        ("already_running", ExitCode.Usage),
        ("completed_with_failures", ExitCode.Incomplete),
        ("listing_failed", ExitCode.Incomplete),
        ("safe_stop_failures", ExitCode.Aborted),
        ("failure_rate", ExitCode.Aborted),
        ("browser_crashes", ExitCode.Aborted),
        ("zero_yield", ExitCode.Aborted),
        ("probe_undecided", ExitCode.Aborted),
        ("blocked", ExitCode.SiteUnavailable),
        ("throttled", ExitCode.SiteUnavailable),
        ("unreachable", ExitCode.SiteUnavailable),
        ("canary_failed", ExitCode.SiteChanged),
        ("layout_drift", ExitCode.SiteChanged),
        ("disk_full", ExitCode.StorageUnavailable),
        ("not_writable", ExitCode.StorageUnavailable),
        ("database_unavailable", ExitCode.StorageUnavailable),
        ("sigint", ExitCode.InterruptedBySigint),
        ("sigterm", ExitCode.InterruptedBySigterm),
    ];

    /// <summary>The word in reports and journals.</summary>
    public static string Word(this StopReason reason) => Table[(int)reason].Word;

    /// <summary>The code the process ends with.</summary>
    public static ExitCode Code(this StopReason reason) => Table[(int)reason].Code;

    /// <summary>Whether the same command starts a new run (true) or resumes this one (false).</summary>
    public static bool Finishes(this StopReason reason) => reason.Code() is ExitCode.Completed or ExitCode.Incomplete;

    /// <summary>The reason a word stands for; false when it is none.</summary>
    public static bool TryParse(string? word, out StopReason reason)
    {
        var at = Array.FindIndex(Table, row => row.Word == word);
        reason = at < 0 ? default : (StopReason)at;
        return at >= 0;
    }
}
