using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Dashboard.State;
using Rollcall.Observing;

namespace Rollcall.Dashboard.Serving;

/// <summary><c>/metrics</c>: what the instruments of every run going on say, and what only an onlooker can say, for a run that is dead says nothing.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes, OutputState state) =>
        routes.MapGet("/metrics", () => Results.Text(PrometheusText.Render(Readings(state.Look())), PrometheusText.ContentType));

    /// <summary>The readings.</summary>
    internal static IEnumerable<MetricReading> Readings(OutputNews news)
    {
        var live = news.Unended.ToList();
        return live.Where(run => run.IsGoing).SelectMany(run => run.Live!.Metrics)
            .Concat(live.Select(run => Gauge("serve.run.up", "1", "Whether a run's process lives and says so: 0 for one that was killed or has fallen silent.", run, run.Standing is RunStanding.Going ? 1 : 0)))
            .Concat(live.Select(run => Gauge(
                "serve.run.last_progress_age", "s", "Time since a run's journal was written last.", run, Math.Max(0, Math.Round((news.At - run.ProgressAt).TotalSeconds, 1)))));
    }

    private static MetricReading Gauge(string name, string unit, string description, RunView run, double value) => new()
    {
        Name = name,
        Kind = MetricKinds.Gauge,
        Unit = unit,
        Description = description,
        Labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["run_id"] = run.RunId, ["registry"] = run.Partition.Registry, ["partition"] = run.Partition.Partition,
        },
        Value = value,
    };
}
