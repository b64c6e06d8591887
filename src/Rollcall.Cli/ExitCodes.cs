namespace Rollcall.Cli;

/// <summary>Puts the codes of several runs into one.</summary>
internal static class ExitCodes
{
    // Worst first; the order is the contract's.
    private static readonly ExitCode[] ByBadness =
    [
        ExitCode.InternalError, ExitCode.StorageUnavailable, ExitCode.InterruptedBySigint, ExitCode.InterruptedBySigterm, ExitCode.SiteChanged,
        ExitCode.SiteUnavailable, ExitCode.Aborted, ExitCode.Incomplete, ExitCode.Completed,
    ];

    /// <summary>The worst of them; a usage error of one run comes before all, for nothing was tried.</summary>
    public static ExitCode Worst(IReadOnlyCollection<ExitCode> codes) =>
        codes.Contains(ExitCode.Usage) ? ExitCode.Usage : Array.Find(ByBadness, codes.Contains);
}
