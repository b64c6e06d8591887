using System.Text;
using Rollcall.Dashboard.Reports;
using Rollcall.Reporting;
using Rollcall.Reporting.Pictures;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>Puts the HTML report beside the JSON one. Whatever goes wrong with it changes nothing about the run.</summary>
internal static class HtmlReport
{
    /// <summary>Renders and writes it.</summary>
    /// <param name="outputFolder">Where the JSON report lies.</param>
    /// <param name="result">The run.</param>
    /// <param name="settings">What it was set up with.</param>
    /// <param name="within">How long that may take.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The result, with the page's path or what was in its way. A dry run, and one whose JSON report could not be written, have none.</returns>
    public static async Task<CollectionResult> AddToAsync(string outputFolder, CollectionResult result, Func<IReadOnlyList<UsedSetting>> settings, TimeSpan within, TimeProvider time)
    {
        if (result is not { Picture: { } picture, Files: { ReportPath: { } report } files })
        {
            return result;
        }

        try
        {
            var path = await Task.Run(() => WriteAsync(outputFolder, report, picture with { Settings = settings() })).WaitAsync(within, time);
            return result with { Files = files with { HtmlPath = path } };
        }
#pragma warning disable CA1031 // The run has ended, and how is in its journal and its JSON report: no defect of a page may take that from the user.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            var trouble = ex is TimeoutException ? $"the HTML report took longer than {within.TotalSeconds:0.#} s" : $"the HTML report: {ex.Message.ReplaceLineEndings(" ")}";
            return result with { Files = files with { Trouble = files.Trouble is null ? trouble : $"{files.Trouble}; {trouble}" } };
        }
    }

    private static async Task<string> WriteAsync(string outputFolder, string report, RunPicture picture) =>
        ReportFiles.WriteBeside(outputFolder, report, ".html", Encoding.UTF8.GetBytes(await ReportHtml.RenderAsync(picture, outputFolder)));
}
