using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Dashboard.State;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Serving;

/// <summary><c>/api/runs</c> and <c>/api/runs/RUN</c>: for programs, what the pages show. The live state and the report are as their files have them.</summary>
internal static class ApiEndpoints
{
    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes, OutputState state)
    {
        routes.MapGet("/api/runs", () => Json(state.Look().Runs.Select(Short)));
        routes.MapGet("/api/runs/{id}", (string id) => state.Look().Find(id) is { } run ? Json(Whole(run)) : Results.NotFound());
    }

    private static IResult Json(object content) => Results.Bytes(ReadableJson.Write(content), "application/json; charset=utf-8");

    private static object Short(RunView run) => new
    {
        run_id = run.RunId,
        registry = run.Partition.Registry,
        partition = run.Partition.Partition,
        state = Word(run),
        started_at = run.Header.StartedAt,
        last_progress = run.ProgressAt,
        stop_reason = Report(run)?.StopReason,
        exit_code = Report(run)?.ExitCode,
        is_unfinished = run.IsUnfinished,
    };

    private static object Whole(RunView run) => new { run = Short(run), live = run.Live, report = Report(run), reports = run.Reports.Select(r => r.Stem + ".json") };

    private static Reporting.RunReport? Report(RunView run) => (run.Standing as RunStanding.Ended)?.Report;

    private static string Word(RunView run) => run.Standing switch
    {
        RunStanding.Going => "going",
        RunStanding.Silent => "silent",
        RunStanding.Killed => "killed",
        RunStanding.Ended => "ended",
        _ => "unclear",
    };
}
