using System.Text.RegularExpressions;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// Finds the files that may be shown: reports, kept pages and screenshots, records, loads' quarantines. From inside the output folder only, and never through
/// a link. Thread safe.
/// </summary>
internal sealed partial class OutputFiles(string outputFolder)
{
    private static readonly string[] KeptFolders = ["html_failed", "html_absent", "html"];

    /// <summary>A file directly in the folder that a run or a load wrote for people or programs; null when the name is none of these.</summary>
    public string? Report(string name) => ReportFile().IsMatch(name) ? Regular(name) : null;

    /// <summary>A page or a screenshot that was kept, by the path that reports name it by; null when there is none.</summary>
    public string? Kept(string path, string recordsFolder)
    {
        var parts = path.Split('/');
        return parts.Length >= 2 && parts.All(IsPlain) && (KeptFolders.Contains(parts[0]) || parts[0] == recordsFolder) ? Regular(parts) : null;
    }

    private string? Regular(params string[] parts)
    {
        var path = outputFolder;
        for (var at = 0; at < parts.Length; at++)
        {
            path = Path.Combine(path, parts[at]);
            var isLast = at == parts.Length - 1;
            FileSystemInfo entry = isLast ? new FileInfo(path) : new DirectoryInfo(path);
            if (!entry.Exists || entry.LinkTarget is not null)
            {
                return null;
            }
        }

        return path;
    }

    private static bool IsPlain(string part) => part.Length > 0 && part is not ("." or "..") && part.AsSpan().IndexOfAny("\\\0") < 0;

    [GeneratedRegex(@"^(report-[0-9TZ-]+\.(html|json)|audit_[\w.-]+\.json|(load|quarantine)-[\w.-]+\.(json|ndjson))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReportFile();
}
