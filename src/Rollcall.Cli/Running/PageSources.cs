using Microsoft.Extensions.Logging;
using Rollcall.Browser;
using Rollcall.Fetching;
using Rollcall.Fetching.Robots;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>Opens where a run's pages come from.</summary>
/// <param name="time">The clock of time limits.</param>
/// <param name="loggers">Where the browser's start-up and pages are logged.</param>
internal sealed class PageSources(TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Opens the source of the definition's mode.</summary>
    /// <param name="request">The run.</param>
    /// <param name="gate">Where further requests of one ask wait for the host's leave.</param>
    public IPageSource Open(CollectionRequest request, HostGate gate)
    {
        var http = new HttpOptions
        {
            RequestTimeout = request.Settings.RequestTimeout,
            Concurrency = request.Settings.Concurrency,
            UserAgent = request.Settings.UserAgent,
            Proxy = request.Settings.Proxy,
        };
        RobotsPageSource? robots = null;
        var links = new PageLinks(request.Definition, request.Partition.Values);
        var source = OpenPages(request, http, gate, (page, step, id, filled) => links.Find(page, step, id, filled) switch
        {
            Onward.Request onward when robots?.Forbids(onward.Address) is { } why => new Onward.Nowhere(why),
            var onward => onward,
        });
        robots = request.Settings.RespectRobots
            ? new RobotsPageSource(source, request.Definition, request.Partition.Values, http, time, gate.WaitAsync, gate.KeepApart)
            : null;
        return robots ?? source;
    }

    private IPageSource OpenPages(CollectionRequest request, HttpOptions http, HostGate gate, Wayfinder find) => request.Definition.Mode == FetchMode.Browser
        ? new BrowserPageSource(
            request.Definition,
            request.Partition.Values,
            new BrowserOptions
            {
                ExecutablePath = request.Settings.BrowserExecutable,
                Endpoint = request.Settings.BrowserEndpoint,
                StepTimeout = request.Settings.RequestTimeout,
                DrainTimeout = request.Settings.JobTimeout,
                MaxMemoryPercent = request.Settings.BrowserMaxMemoryPercent,
                MaxAge = request.Settings.BrowserMaxAge,
                MaxJobs = request.Settings.BrowserMaxJobs,
                MaxRestarts = request.Settings.MaxBrowserRestarts,
                UserAgent = request.Settings.UserAgent,
                Proxy = request.Settings.Proxy,
            },
            loggers.CreateLogger<BrowserPageSource>(),
            time,
            gate.WaitAsync)
        : new HttpPageSource(request.Definition, request.Partition.Values, http, time, gate.WaitAsync, find);
}
