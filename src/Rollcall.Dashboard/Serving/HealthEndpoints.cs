using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Dashboard.State;
using Rollcall.Settings;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// For supervisors. <c>/health/live</c>: 200 while the dashboard answers at all. <c>/health/ready</c>: 200 while it can read the output folder, else 503.
/// <c>/health/progress</c>: 200 while every run that has not ended gets on, else 503; <c>?max_age=10m</c> says how long one may take for its next word.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan UsualMaxAge = TimeSpan.FromMinutes(10);

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes, OutputState state)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", () => state.Look().Problem is not null
            ? Results.Json(new { status = "not_ready", problem = "the output folder cannot be read; the overview says why" }, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new { status = "ready" }));
        routes.MapGet("/health/progress", (string? max_age) => Durations.TryParse(max_age ?? "", out var maxAge) || max_age is null
            ? Progress(state.Look(), max_age is null ? UsualMaxAge : maxAge)
            : Results.Json(new { status = "bad_request", problem = $"max_age: '{max_age}' is not allowed; give {Durations.Allowed}" }, statusCode: StatusCodes.Status400BadRequest));
    }

    /// <summary>How every run that has not ended gets on.</summary>
    internal static IResult Progress(OutputNews news, TimeSpan maxAge)
    {
        var runs = news.Unended.Select(run =>
        {
            var age = news.At > run.ProgressAt ? news.At - run.ProgressAt : TimeSpan.Zero;
            return new
            {
                run_id = run.RunId,
                state = StateOf(run, age, maxAge),
                phase = run.Live!.Phase,
                last_progress = run.ProgressAt,
                last_progress_age_seconds = Math.Round(age.TotalSeconds, 1),
            };
        }).ToList();
        var isWell = news.Problem is null && runs.TrueForAll(run => run.state is "going" or "parked");
        return Results.Json(
            new { status = isWell ? "ok" : "stalled", max_age_seconds = maxAge.TotalSeconds, problem = news.Problem, runs },
            statusCode: isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    // A parked run waits for its site on purpose, and for its patience at most.
    private static string StateOf(RunView run, TimeSpan age, TimeSpan maxAge) => run.Standing switch
    {
        RunStanding.Killed => "dead",
        RunStanding.Silent => "silent",
        RunStanding.Going { Status.Park: not null } => "parked",
        _ => age <= maxAge ? "going" : "stalled",
    };
}
