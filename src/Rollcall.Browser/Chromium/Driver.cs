using System.Runtime.InteropServices;
using Microsoft.Playwright;

namespace Rollcall.Browser.Chromium;

/// <summary>Starts Playwright's driver, the process between us and Chromium.</summary>
internal static class Driver
{
    private static readonly Lock Environs = new();

    /// <summary>Starts one whose temporary files, and those of the browsers it starts, lie in the folder.</summary>
    public static Task<IPlaywright> StartAsync(LeaseFolder folder)
    {
        var wrapper = Path.Combine(AppContext.BaseDirectory, "rollcall-browser-driver");
        if (!OperatingSystem.IsLinux() || !File.Exists(wrapper))
        {
            return Playwright.CreateAsync();
        }

        MakeExecutable(wrapper);

        // Playwright lets nobody say how its driver is started, but reads this variable when it does, before it first waits. These variables
        // mean nothing to anybody else, unlike TMPDIR, which would move other threads' temporary files as well.
        lock (Environs)
        {
            var before = Environment.GetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH");
            try
            {
                Environment.SetEnvironmentVariable(LeaseFolder.Variable, folder.Path);
                Environment.SetEnvironmentVariable("DRIVER_OF_ROLLCALL", string.IsNullOrEmpty(before) ? BundledNode() : before);
                Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", wrapper);
                return Playwright.CreateAsync();
            }
            finally
            {
                Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", before);
                Environment.SetEnvironmentVariable("DRIVER_OF_ROLLCALL", null);
                Environment.SetEnvironmentVariable(LeaseFolder.Variable, null);
            }
        }
    }

    private static string BundledNode()
    {
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        return Path.Combine(AppContext.BaseDirectory, ".playwright", "node", platform, "node");
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static void MakeExecutable(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if ((File.GetUnixFileMode(path) & Executable) == UnixFileMode.None)
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Executable);
        }
    }
}
