using Rollcall.Storage;

namespace Rollcall.Cli.Running;

/// <summary>Where the processes of a machine share their pace per host.</summary>
internal static class SharedPace
{
    private const string ForAll = "/var/tmp/rollcall-pace";

    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.StickyBit;

    /// <summary>
    /// <c>/var/tmp/rollcall-pace</c> for all users; where that cannot be used <c>~/.local/share/rollcall/pace</c>, without a home a folder among the
    /// temporary ones.
    /// </summary>
    public static IReadOnlyList<string> Folders { get; } = [.. ForEverybody(), Path.Combine(Root(), "rollcall", "pace")];

    private static IEnumerable<string> ForEverybody()
    {
        try
        {
            if (!OperatingSystem.IsWindows() && !Directory.Exists(ForAll))
            {
                Directory.CreateDirectory(ForAll);
                File.SetUnixFileMode(ForAll, Everybody);
            }
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return [];
        }

        // A folder that one user keeps to themselves, or a link to one, is not for everybody.
        return !OperatingSystem.IsWindows() && new DirectoryInfo(ForAll) is { LinkTarget: null } && File.GetUnixFileMode(ForAll).HasFlag(Everybody) ? [ForAll] : [];
    }

    private static string Root() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.Combine(Path.GetTempPath(), Environment.UserName);
}
