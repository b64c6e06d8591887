using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.State;
using Rollcall.Fetching;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Serving;

/// <summary>What came of something that a viewer wanted done: a closed set, immutable.</summary>
internal abstract record Done
{
    private Done()
    {
    }

    /// <summary>It is under way.</summary>
    /// <param name="Href">Where it shows.</param>
    /// <param name="Word">A word of <see cref="ActionBook.Sayings"/>.</param>
    public sealed record Well(string Href, string Word) : Done;

    /// <summary>It was refused, or went wrong at once.</summary>
    /// <param name="Problems">Why, as the command line says it.</param>
    public sealed record Refused(IReadOnlyList<string> Problems) : Done;
}

/// <summary>Does what viewers want done with runs: as the commands do it, by starting them. Thread safe.</summary>
internal sealed class ActionBook(OutputState state, ProcessLauncher launcher, TimeProvider time, ILogger logger)
{
    private const string StartedBy = "dashboard";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What is said after something was done, by its word: addresses carry words only, so that nobody can put a text of his own on a page.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sayings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["started"] = "Started. It goes on without this page.",
        ["starting"] = "Its process was started, and has not said anything yet. Its run shows here as soon as it has begun.",
        ["stopping"] = "It was told to stop: no new ids are asked, jobs in flight may finish. Told once more it gives these up too.",
        ["resumed"] = "Resumed. It goes on without this page.",
        ["retrying"] = "Its failed ids are asked again.",
        ["ended"] = "Its process has ended already; the run says why.",
        ["verifying"] = "Being verified: the certificate shows here when it is made.",
    };

    /// <summary>Starts a run.</summary>
    public Task<Done> StartAsync(ProcessOrder.Run order, CancellationToken cancellationToken) => LaunchAsync(order, "/", "started", cancellationToken);

    /// <summary>Gives the command again that a run began with: it resumes it, or starts the next.</summary>
    public async Task<Done> ResumeAsync(RunView run, CancellationToken cancellationToken)
    {
        try
        {
            return ResumeOrder.Of(run.Journal) is { } order
                ? await LaunchAsync(order, Pages.Texts.RunHref(run.RunId), "resumed", cancellationToken)
                : new Done.Refused([$"run {run.RunId} does not say which definition it began with; give its command again on the command line"]);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return new Done.Refused([$"{run.Journal.Path} cannot be read: {ex.Message}"]);
        }
    }

    /// <summary>Asks a run's failed ids again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">The class; empty for all.</param>
    /// <param name="cancellationToken">Gives up waiting for the process's first word.</param>
    public async Task<Done> RetryAsync(RunView run, string failure, CancellationToken cancellationToken)
    {
        if (failure.Length > 0 && !FailureClassNames.TryParse(failure, out _))
        {
            return new Done.Refused([$"--class: '{failure}' is not allowed; give {string.Join(" or ", FailureClassNames.All)}"]);
        }

        try
        {
            return await LaunchAsync(ResumeOrder.Retry(run.Journal, failure.Length == 0 ? null : failure), Pages.Texts.RunHref(run.RunId), "retrying", cancellationToken);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return new Done.Refused([ex.Message]);
        }
    }

    /// <summary>Tells a run to stop.</summary>
    public Done Stop(RunView run) => RunStop.Tell(state.Folder, run.RunId, time, logger) switch
    {
        StopAnswer.NotTold no => new Done.Refused([no.Why]),
        _ => new Done.Well(Pages.Texts.RunHref(run.RunId), "stopping"),
    };

    private async Task<Done> LaunchAsync(ProcessOrder order, string href, string word, CancellationToken cancellationToken)
    {
        try
        {
            var start = launcher.Start(order, StartedBy);
            return await launcher.FirstNewsAsync(start, Patience, cancellationToken) switch
            {
                ProcessState.Ended { IsRefused: true } refused => new Done.Refused(refused.LastLines),
                ProcessState.Ended { RunIds: [] } ended => new Done.Refused([.. ended.LastLines, $"the process ended with code {ended.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}"]),
                ProcessState.Ended { RunIds: [var run, ..] } => new Done.Well(Pages.Texts.RunHref(run), "ended"),
                ProcessState.Running { RunIds: [var run, ..] } => new Done.Well(Pages.Texts.RunHref(run), word),
                _ => new Done.Well(href, "starting"),
            };
        }
        catch (RollcallException ex)
        {
            return new Done.Refused([ex.Message, ex.Remedy]);
        }
    }
}
