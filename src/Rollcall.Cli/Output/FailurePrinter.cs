using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Reporting;

namespace Rollcall.Cli.Output;

/// <summary>Shows what went wrong in runs.</summary>
internal static class FailurePrinter
{
    private const int MostMessages = 5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>For a person, who can open what is named: from the working directory on.</summary>
    public static void Text(CliEnvironment environment, string outputDir, string runId, FailureAnalytics found)
    {
        var to = environment.Out;
        if (found.FailedAttempts == 0)
        {
            to.WriteLine($"{runId}: no attempt has failed.");
            return;
        }

        to.WriteLine($"{runId}: {found.FailedAttempts:N0} failed attempts at {found.AffectedIds:N0} ids{(found.Host is null ? "" : $" ({found.Host}, partition {found.Tab})")}");
        if (found.SiteRecovery is { } back)
        {
            to.WriteLine($"  waited for the site {back.Count:N0} times, {Span(back.TotalSeconds)} in all, {Span(back.LongestSeconds)} at the longest");
        }

        foreach (var failure in found.Classes)
        {
            to.WriteLine();
            to.WriteLine($"  {failure.Class} × {failure.Count:N0} ({failure.Share:P1}), {failure.Ids:N0} {(failure.Ids == 1 ? "id" : "ids")}: {failure.IdRanges}");
            to.WriteLine($"    since      {Fate(failure)}");
            foreach (var group in failure.Messages.Take(MostMessages))
            {
                to.WriteLine($"    {group.Count,7:N0} ×  {group.Message}");
                to.WriteLine($"               first {Moment(group.First)}{(group.Count > 1 ? $", last {Moment(group.Last)}" : "")}{(group.SamplePage is null ? "" : $"; page {Path.Combine(outputDir, group.SamplePage)}")}{(group.SampleScreenshot is null ? "" : $", picture {Path.Combine(outputDir, group.SampleScreenshot)}")}");
            }

            if (failure.Messages.Skip(MostMessages).Sum(m => m.Count) + failure.OtherMessages is var rest and > 0)
            {
                to.WriteLine($"    {rest,7:N0} ×  other messages; --json has more");
            }

            to.WriteLine($"    what to do {failure.WhatToDo}");
        }
    }

    /// <summary>For a program: <c>runs[]</c> of <c>run_id, failure_analytics</c>.</summary>
    public static void Json(CliEnvironment environment, IEnumerable<(string RunId, FailureAnalytics Found)> runs) => environment.Out.WriteLine(new JsonObject
    {
        ["runs"] = new JsonArray([.. runs.Select(run => new JsonObject { ["run_id"] = run.RunId, ["failure_analytics"] = JsonNode.Parse(run.Found.ToJson()) })]),
    }.ToJsonString(Indented));

    private static string Fate(ClassAnalysis failure) => failure.RetrySuccessShare is not { } share
        ? "none of these ids is settled yet"
        : $"{share:P0} of {failure.Settled:N0} settled ids were answered by a later attempt{(failure.Recovery is { } recovery ? $"; half within {Span(recovery.MedianSeconds)}, the slowest after {Span(recovery.LongestSeconds)}" : "")}";

    private static string Moment(FailureMoment moment) => $"{moment.CaseId} at {moment.At:yyyy-MM-dd HH:mm:ss}";

    private static string Span(double seconds) => ProgressText.Span(TimeSpan.FromSeconds(seconds));
}
