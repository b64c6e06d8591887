namespace Rollcall.Browser.Chromium;

/// <summary>Finds the Chromium to start.</summary>
internal static class ChromiumFinder
{
    // The headless shell first: a third of the CPU for a new page and half the memory of the whole browser. What a distribution puts on
    // the PATH is a wrapper script; the binary itself is tried first, so that the process started is the browser.
    private static readonly string[] Places = ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium/chromium"];
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser"];

    /// <summary>The path of the executable.</summary>
    /// <param name="given">What the user set; null or empty to look for one.</param>
    /// <param name="searchPath">The directories of <c>PATH</c>, parted by colons.</param>
    /// <exception cref="RollcallException">There is none: usage.</exception>
    public static string Find(string? given, string? searchPath) => Find(given, searchPath, Places);

    internal static string Find(string? given, string? searchPath, IReadOnlyList<string> places)
    {
        if (!string.IsNullOrEmpty(given))
        {
            return IsExecutable(given) ? Path.GetFullPath(given) : throw new RollcallException(
                ExitCode.Usage,
                $"the browser '{given}' is not there, or not to be executed",
                "Set browser.executable to the path of chromium-headless-shell or chromium, or leave it out to use the system's.");
        }

        var folders = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var candidates = places.Take(1)
            .Concat(folders.Select(f => Path.Combine(f, Names[0])))
            .Concat(places.Skip(1))
            .Concat(Names.Skip(1).SelectMany(n => folders.Select(f => Path.Combine(f, n))));
        return candidates.FirstOrDefault(IsExecutable) ?? throw new RollcallException(
            ExitCode.Usage,
            "no Chromium is installed: neither chromium-headless-shell nor chromium is under /usr/lib/chromium or on the PATH",
            "Run scripts/install-chromium (apt, as root or with sudo), or set browser.executable to the path of one.");
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (OperatingSystem.IsWindows() || IsExecutableHere(path));

    private static bool IsExecutableHere(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
}
