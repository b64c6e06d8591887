using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Running;
using Rollcall.Definitions;
using Rollcall.Settings;
using Rollcall.Storage;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Notifying;

/// <summary>
/// Tells of stops, as <c>notify:</c> says. Bounded in time; what goes wrong is logged and changes nothing. Thread safe.
/// </summary>
internal sealed class Notifier
{
    private readonly NotifyRules? _rules;
    private readonly Uri? _webhook;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers = [];
    private readonly SecretMask _mask = SecretMask.None;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private Notifier(NotifyRules? rules, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILogger logger)
    {
        (_rules, _time, _logger) = (rules, time, logger);
        if (rules is null)
        {
            return;
        }

        var names = rules.Headers.Values.Append(rules.Webhook ?? "").SelectMany(Secrets.NamesIn).Distinct().ToList();
        var missing = names.Where(n => !environment.TryGetValue(n, out var value) || value.Length == 0).ToList();
        if (missing.Count > 0)
        {
            throw new RollcallException(
                ExitCode.Usage, $"notify: {string.Join(", ", missing.Select(m => $"${{{m}}}"))} is not set", "Export it in the environment; secrets are never read from a file.");
        }

        _mask = new SecretMask(names.Select(n => environment[n]));
        _headers = [.. rules.Headers.Select(h => KeyValuePair.Create(h.Key, Secrets.Fill(h.Value, n => environment[n])))];
        _webhook = rules.Webhook is { } address ? AddressOf(Secrets.Fill(address, n => environment[n])) : null;
    }

    /// <summary>Reads who is to be told. A dry run tells nobody.</summary>
    /// <param name="order">The command line, for its settings file.</param>
    /// <param name="environment">Where secrets come from.</param>
    /// <param name="logger">Told of what was sent, and of what could not be.</param>
    /// <exception cref="RollcallException">The file has errors, or a secret has no value: exit code 2.</exception>
    public static Notifier Open(RunOrder order, CliEnvironment environment, ILogger logger)
    {
        var file = SettingsFile.Open(order.SettingsFile);
        return file.Problems.IsEmpty
            ? new Notifier(order.DryRun ? null : file.Notify, environment.Variables, environment.Time, logger)
            : throw new DefinitionException(file.Problems);
    }

    /// <summary>What is left for telling of a stop by a signal: <c>graceful_shutdown_timeout</c> bounds the whole exit. Null for any other stop.</summary>
    public static TimeSpan? LimitAfter(CollectionRequest request, CollectionResult result) =>
        result.Cause.Reason is StopReason.Sigint or StopReason.Sigterm ? request.Settings.GracefulShutdownTimeout * SignalWatch.ShareAfter : null;

    /// <summary>Tells of a stop when the rules say so.</summary>
    /// <param name="notice">The stop.</param>
    /// <param name="limit">How long at most, when that is less than the rules' timeout; null for no such limit.</param>
    /// <param name="cancellationToken">Gives up. A signal does too: the run has ended, and keeps its exit code.</param>
    public async Task TellAsync(StopNotice notice, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (_rules is null || !Concerns(_rules.On, notice))
        {
            return;
        }

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        var within = limit < _rules.Timeout ? limit.Value : _rules.Timeout;
        using var timeout = new CancellationTokenSource(within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp.Token);
        await Task.WhenAll(
            _webhook is null ? Task.CompletedTask : TellAsync("webhook", token => Webhook.PostAsync(_webhook, _headers, notice, within, _time, token), notice, either.Token),
            _rules.Command.IsEmpty ? Task.CompletedTask : TellAsync("command", token => NoticeCommand.RunAsync(_rules.Command, notice, _time, token), notice, either.Token));

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            giveUp.Cancel();
        }
    }

    // A run that could not begin has an exit code only.
    private static bool Concerns(ImmutableArray<StopReason> on, StopNotice notice) =>
        on.Any(reason => notice.StopReason is { } word ? reason.Word() == word : (int)reason.Code() == notice.ExitCode);

    private static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new RollcallException(ExitCode.Usage, "notify: the webhook is no http or https address once its secrets are filled in", "Look at the environment variables it names.");

    private async Task TellAsync(string who, Func<CancellationToken, Task<string?>> tell, StopNotice notice, CancellationToken cancellationToken)
    {
        string? trouble;
        try
        {
            trouble = await tell(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            trouble = "it was not done in time";
        }
#pragma warning disable CA1031 // The run has ended, and how is what its exit code says: nothing that telling meets may change that.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            trouble = ex.Message;
        }

        if (trouble is null)
        {
            NotifyLog.Sent(_logger, notice.RunId, notice.StopReason, who);
        }
        else
        {
            NotifyLog.Failed(_logger, notice.RunId, notice.StopReason, who, _mask.Clear(trouble));
        }
    }
}
