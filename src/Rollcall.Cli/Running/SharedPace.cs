namespace Rollcall.Cli.Running;

/// <summary>Where the processes of a user share their pace per host.</summary>
internal static class SharedPace
{
    /// <summary><c>~/.local/share/rollcall/pace</c>; without a home a folder among the temporary ones.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "rollcall", "pace");

    private static string Root() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.Combine(Path.GetTempPath(), Environment.UserName);
}
