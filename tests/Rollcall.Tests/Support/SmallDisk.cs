using System.Diagnostics;

namespace Rollcall.Tests.Support;

/// <summary>
/// A real file system of a few kilobytes that can be filled up and made read-only. Root ignores permission bits, so nothing less than a
/// mount shows what a full or read-only disk does. Where mounting is not allowed the test fails and says so: storage trouble
/// untested is storage trouble met by a user.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public SmallDisk(int kilobytes = 64) => Mount("-t", "tmpfs", "-o", $"size={kilobytes}k", "rollcall-test");

    public string Path => _folder.Path;

    /// <summary>Fills what room is left.</summary>
    /// <returns>The file that takes it.</returns>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "ballast");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        try
        {
            for (long at = 0; ; at += page.Length)
            {
                RandomAccess.Write(file, page, at);
            }
        }
        catch (IOException)
        {
            return path;
        }
    }

    public void MakeReadOnly() => Mount("-o", "remount,ro");

    public void MakeWritable() => Mount("-o", "remount,rw");

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private void Mount(params string[] arguments) => Run("mount", [.. arguments, Path]);

    private static void Run(string command, params string[] arguments)
    {
        var (program, all) = Environment.IsPrivilegedProcess ? (command, arguments) : ("sudo", ["-n", command, .. arguments]);
        using var process = Process.Start(new ProcessStartInfo(program, all) { RedirectStandardError = true, UseShellExecute = false })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0,
            $"'{program} {string.Join(' ', all)}' ended {process.ExitCode}: {complaint}This test needs root, or sudo without a password, and the right to mount.");
    }
}
