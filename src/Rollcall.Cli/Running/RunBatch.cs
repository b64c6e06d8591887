using System.Globalization;
using Rollcall.Cli.Output;
using Rollcall.Planning;
using Rollcall.Settings;

namespace Rollcall.Cli.Running;

/// <summary>
/// The runs of one command, one after the other: each registry and each of its partitions has its own account, and one that cannot go on does not stop
/// the others.
/// </summary>
internal sealed class RunBatch
{
    private readonly IReadOnlyList<RegistryRun> _runs;
    private readonly CliEnvironment _environment;
    private readonly RunConsole _console;

    private RunBatch(IReadOnlyList<RegistryRun> runs, CliEnvironment environment, RunConsole console) =>
        (_runs, _environment, _console) = (runs, environment, console);

    /// <summary>Reads every definition and makes every partition before anything is asked: what is wrong is said at once.</summary>
    /// <exception cref="RollcallException">Something is: exit code 2.</exception>
    public static RunBatch Of(IEnumerable<string> files, RunOrder order, CliEnvironment environment, RunConsole console)
    {
        var runs = new List<RegistryRun>();
        foreach (var file in files)
        {
            var definition = RegistryRun.ReadDefinition(file, order, console.Notice);
            SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
            runs.AddRange(
                from year in order.Years.IsEmpty ? [null] : order.Years.Cast<int?>()
                select new RegistryRun(definition, Partition.Of(definition, year, order.Set, environment.Variables), order, environment, console));
        }

        return new RunBatch(runs, environment, console);
    }

    /// <summary>Carries them out and shows what came of each, and of all.</summary>
    /// <returns>The worst of their exit codes.</returns>
    public async Task<ExitCode> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_runs.Count == 1)
        {
            var (request, result) = await _runs[0].ExecuteAsync(batchId: null, cancellationToken);
            _console.End(request, result);
            return result.Cause.Reason.Code();
        }

        var batch = _environment.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var ended = new List<BatchMember>();
        var codes = new List<ExitCode>();
        using (var signals = new BatchSignals())
        {
            foreach (var run in _runs)
            {
                if (signals.First is { } signal)
                {
                    codes.Add(signal);
                    break;
                }

                ended.Add(await ExecuteAsync(run, batch, cancellationToken));
                codes.Add(ended[^1].Code);
                if (codes[^1] is ExitCode.InterruptedBySigint or ExitCode.InterruptedBySigterm)
                {
                    break;
                }
            }
        }

        var worst = ExitCodes.Worst(codes);
        _console.EndBatch(new BatchResult(batch, worst, ended, [.. _runs.Skip(ended.Count).Select(r => r.Name)]));
        return worst;
    }

    private async Task<BatchMember> ExecuteAsync(RegistryRun run, string batch, CancellationToken cancellationToken)
    {
        try
        {
            var (request, result) = await run.ExecuteAsync(batch, cancellationToken);
            _console.EndMember(request, result);
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
