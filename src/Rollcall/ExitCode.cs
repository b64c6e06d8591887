namespace Rollcall;

/// <summary>What the process says to its caller when it ends. The numbers are a contract with scripts and supervisors.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Completed = 0,

    /// <summary>A defect in Rollcall itself.</summary>
    InternalError = 1,

    /// <summary>The command, a definition or a setting is wrong, or another process holds the partition.</summary>
    Usage = 2,

    /// <summary>The sweep reached its end, but some ids failed.</summary>
    Incomplete = 3,

    /// <summary>A stop policy ended the run.</summary>
    Aborted = 4,

    /// <summary>The site blocks, throttles or does not answer, and waiting did not help.</summary>
    SiteUnavailable = 5,

    /// <summary>The site answers, but no longer as its definition says.</summary>
    SiteChanged = 6,

    /// <summary>Disk or database cannot be written.</summary>
    StorageUnavailable = 7,

    /// <summary><c>verify</c> found an id that is not accounted for.</summary>
    NotAccountedFor = 8,

    /// <summary><c>load</c> set some records aside.</summary>
    LoadIncomplete = 9,

    /// <summary>Ended by SIGINT; the run can be resumed.</summary>
    InterruptedBySigint = 130,

    /// <summary>Ended by SIGTERM; the run can be resumed.</summary>
    InterruptedBySigterm = 143,
}
