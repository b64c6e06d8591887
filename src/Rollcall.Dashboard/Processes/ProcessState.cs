namespace Rollcall.Dashboard.Processes;

/// <summary>What a started process is doing, or came to: a closed set. Immutable.</summary>
public abstract record ProcessState
{
    private ProcessState()
    {
    }

    /// <summary>It runs.</summary>
    /// <param name="RunIds">The runs it works on at this moment, by their live files; empty while it has none yet, and for a load.</param>
    public sealed record Running(IReadOnlyList<string> RunIds) : ProcessState;

    /// <summary>It has ended.</summary>
    /// <param name="ExitCode">Its exit code, from the operating system or from what it wrote; null when nobody saw it end and it wrote nothing: it was killed, or refused.</param>
    /// <param name="StopReason">The word of its stop reason; null when it wrote none, and for several runs.</param>
    /// <param name="RunIds">The runs it worked on; empty when it began none.</param>
    /// <param name="LastLines">The last lines of its stderr: why it was refused, what went wrong.</param>
    public sealed record Ended(int? ExitCode, string? StopReason, IReadOnlyList<string> RunIds, IReadOnlyList<string> LastLines) : ProcessState
    {
        /// <summary>Whether it was refused without having begun anything: a mistake in the command, a definition or a setting, or another process in its place.</summary>
        public bool IsRefused => ExitCode == (int)Rollcall.ExitCode.Usage && RunIds.Count == 0;

        /// <summary>Whether it was killed before it could say what it did.</summary>
        public bool WasKilled => RunIds.Count == 0 && ExitCode is null or >= 128;

        /// <summary>Whether it could not begin anything: refused, or in trouble with the storage or the site before there was a run. <see cref="LastLines"/> says why.</summary>
        public bool HasBegunNothing => RunIds.Count == 0 && ExitCode is (int)Rollcall.ExitCode.Usage or (int)Rollcall.ExitCode.SiteUnavailable or (int)Rollcall.ExitCode.SiteChanged or (int)Rollcall.ExitCode.StorageUnavailable;
    }
}
