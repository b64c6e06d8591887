using Rollcall.Dashboard.Look;

namespace Rollcall.Dashboard.Pages;

/// <summary>Texts of sites and files for people. Pure.</summary>
internal static class Texts
{
    private const int Longest = 400;

    /// <summary>Cut to what a person reads. Whoever shows it isolates its direction (<c>bdi</c>).</summary>
    public static string Cut(string? text, int most = Longest) => Foreign.Cut(text, most);

    /// <summary>A word of an artefact for people: completed_with_failures becomes completed with failures.</summary>
    public static string Words(string word) => word.Replace('_', ' ');

    /// <summary>Where a kept page is shown.</summary>
    public static string KeptHref(string path) => "/kept/" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Where a run is shown.</summary>
    public static string RunHref(string runId) => "/runs/" + Uri.EscapeDataString(runId);
}
