using Rollcall.Dashboard.Look;
using Rollcall.Reporting.Pictures;

namespace Rollcall.Dashboard.Reports;

/// <summary>
/// The report for a person: one HTML file that needs nothing from outside, runs no script, and asks no one anything. Thread safe.
/// </summary>
public static class ReportHtml
{
    /// <summary>What the page may do: use its own stylesheet and the pictures in it, nothing else.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src {Stylesheet.CspSource}; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Renders it.</summary>
    /// <param name="picture">The run.</param>
    /// <param name="outputFolder">Where the page will lie, and the kept pages and screenshots that it shows.</param>
    public static Task<string> RenderAsync(RunPicture picture, string outputFolder) => Html.OfAsync<ReportPage>(new Dictionary<string, object?>
    {
        [nameof(ReportPage.Picture)] = picture,
        [nameof(ReportPage.Evidence)] = new Evidence(outputFolder),
    });
}
