using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Notifying;
using Rollcall.Cli.Output;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>
/// The runs of one command, one after the other: each registry and each of its partitions has its own account, and one that cannot go on does not stop
/// the others.
/// </summary>
internal sealed class RunBatch
{
    private readonly IReadOnlyList<TabRuns> _groups;
    private readonly CliEnvironment _environment;
    private readonly RunConsole _console;
    private readonly Notifier _notifier;

    private RunBatch(IReadOnlyList<TabRuns> groups, CliEnvironment environment, RunConsole console, Notifier notifier) =>
        (_groups, _environment, _console, _notifier) = (groups, environment, console, notifier);

    /// <summary>Reads every definition and makes every partition before anything is asked: what is wrong is said at once.</summary>
    /// <exception cref="RollcallException">Something is: exit code 2.</exception>
    public static RunBatch Of(IEnumerable<string> files, RunOrder order, CliEnvironment environment, RunConsole console)
    {
        var groups = new List<TabRuns>();
        foreach (var file in files)
        {
            var definition = RegistryRun.ReadDefinition(file, order, console.Notice);
            SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
            groups.AddRange(from year in order.Years.IsEmpty ? [null] : order.Years.Cast<int?>() select new TabRuns(definition, year, order, environment, console));
        }

        groups.ForEach(group => group.Check());
        var notifier = Notifier.Open(order, environment, console.Loggers.CreateLogger<Notifier>());
        return new RunBatch(groups, environment, console, notifier);
    }

    /// <summary>Carries them out and shows what came of each, and of all.</summary>
    /// <returns>The worst of their exit codes.</returns>
    public async Task<ExitCode> ExecuteAsync(CancellationToken cancellationToken)
    {
        // What one group is cannot be told before its site was asked; alone, it ends with its own error.
        var first = _groups.Count == 1 ? await _groups[0].FindAsync(cancellationToken) : null;
        if (first is [var alone])
        {
            return (await CarryOutAsync(alone, batch: null, _console.End, cancellationToken)).Cause.Reason.Code();
        }

        var batch = _environment.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var ended = new List<BatchMember>();
        var notBegun = new List<string>();
        ExitCode? interrupted;
        using (var signals = new BatchSignals())
        {
            foreach (var group in _groups)
            {
                if (IsInterrupted(signals, ended))
                {
                    notBegun.Add(group.Name);
                    continue;
                }

                foreach (var run in first ?? await FindAsync(group, ended, cancellationToken))
                {
                    if (IsInterrupted(signals, ended))
                    {
                        notBegun.Add(run.Name);
                        continue;
                    }

                    ended.Add(await ExecuteAsync(run, batch, cancellationToken));
                }
            }

            interrupted = notBegun.Count > 0 ? signals.First : null;
        }

        List<ExitCode> codes = [.. ended.Select(m => m.Code), .. interrupted is { } signal ? [signal] : Array.Empty<ExitCode>()];
        var worst = ExitCodes.Worst(codes);
        _console.EndBatch(new BatchResult(batch, worst, ended, notBegun));
        return worst;
    }

    // A run that was told to end has said so itself; the signal may have come between two runs as well.
    private static bool IsInterrupted(BatchSignals signals, List<BatchMember> ended) =>
        signals.First is not null || (ended.Count > 0 && ended[^1].Code is ExitCode.InterruptedBySigint or ExitCode.InterruptedBySigterm);

    private async Task<IReadOnlyList<RegistryRun>> FindAsync(TabRuns group, List<BatchMember> ended, CancellationToken cancellationToken)
    {
        try
        {
            return await group.FindAsync(cancellationToken);
        }
        catch (RollcallException ex)
        {
            ErrorPrinter.Failure(_environment, ex);
            ended.Add(new BatchMember(group.Name, ex.ExitCode, Report: null, $"{ex.Message} {ex.Remedy}"));
            return [];
        }
    }

    // Whoever is told comes last: a receiver that hangs holds up neither the account nor the summary.
    private async Task<CollectionResult> CarryOutAsync(RegistryRun run, string? batch, Action<CollectionRequest, CollectionResult> show, CancellationToken cancellationToken)
    {
        try
        {
            var (request, result) = await run.ExecuteAsync(batch, cancellationToken);
            show(request, result);
            await _notifier.TellAsync(StopNotice.Of(request, result), Notifier.LimitAfter(request, result), cancellationToken);
            return result;
        }
        catch (Exception ex) when (ex is not (OperationCanceledException or RollcallException { ExitCode: ExitCode.Usage }))
        {
            await _notifier.TellAsync(StopNotice.NotBegun(run.Registry, run.Partition, ex, _environment.Time.GetUtcNow()), limit: null, cancellationToken);
            throw;
        }
    }

    private async Task<BatchMember> ExecuteAsync(RegistryRun run, string batch, CancellationToken cancellationToken)
    {
        try
        {
            var result = await CarryOutAsync(run, batch, _console.EndMember, cancellationToken);
            return new BatchMember(run.Name, result.Cause.Reason.Code(), result.Report, $"{result.Cause.Reason.Word()}: {result.Cause.Detail}");
        }
        catch (RollcallException ex)
        {
            ErrorPrinter.Failure(_environment, ex);
            return new BatchMember(run.Name, ex.ExitCode, Report: null, $"{ex.Message} {ex.Remedy}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A defect that one run meets must not keep the others from running, nor their accounts from being shown.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            ErrorPrinter.Defect(_environment, ex);
            return new BatchMember(run.Name, ExitCode.InternalError, Report: null, $"{StopReason.InternalError.Word()}: {ex.Message}");
        }
    }
}
