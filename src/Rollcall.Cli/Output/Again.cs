using Rollcall.Settings;

namespace Rollcall.Cli.Output;

/// <summary>Commands that go on with a run, as they can be typed. Pure.</summary>
internal static class Again
{
    private static readonly string UsualFolder = SettingCatalog.Find("output_dir")!.Default;

    /// <summary><c>rollcall retry RUN</c>, with the folder unless it is the usual one.</summary>
    public static string Retry(string runId, string outputDir) => $"rollcall retry {runId}{Folder(outputDir)}";

    private static string Folder(string folder) => folder == UsualFolder ? "" : $" --output {(folder.Any(char.IsWhiteSpace) ? $"'{folder}'" : folder)}";
}
