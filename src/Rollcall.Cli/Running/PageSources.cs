using Rollcall.Fetching;
using Rollcall.Pacing;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>Opens where a run's pages come from.</summary>
internal static class PageSources
{
    /// <summary>Opens the source of the definition's mode.</summary>
    /// <param name="request">The run.</param>
    /// <param name="gate">Where further requests of one ask wait for the host's leave.</param>
    /// <param name="time">The clock of time limits.</param>
    public static IPageSource Open(CollectionRequest request, HostGate gate, TimeProvider time) => new HttpPageSource(
        request.Definition,
        request.Partition.Values,
        new HttpOptions
        {
            RequestTimeout = request.Settings.RequestTimeout,
            Concurrency = request.Settings.Concurrency,
            UserAgent = request.Settings.UserAgent,
            Proxy = request.Settings.Proxy,
        },
        time,
        gate.WaitAsync);
}
