using System.Collections;
using Microsoft.Extensions.Logging;

namespace Rollcall.Observing;

/// <summary>
/// What log lines carry although whoever writes them does not know it: parts beneath the sweep (ledger, browser) serve a run and a job without knowing
/// which. Once closed it is empty, also for tasks and timers that began within it and go on: what a browser says later is not about the id that it was
/// started for. Thread safe.
/// </summary>
internal sealed class LogScope : IReadOnlyList<KeyValuePair<string, object?>>, IDisposable
{
    private readonly KeyValuePair<string, object?>[] _properties;
    private IDisposable? _opened;
    private volatile bool _isClosed;

    private LogScope(params KeyValuePair<string, object?>[] properties) => _properties = properties;

    /// <inheritdoc/>
    public int Count => _isClosed ? 0 : _properties.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _properties[index];

    /// <summary>Every line carries the run until this is disposed of, and those of what began within it for good.</summary>
    public static IDisposable? Run(ILogger logger, string runId) => logger.BeginScope(new LogScope(new KeyValuePair<string, object?>("run_id", runId)));

    /// <summary>Every line carries the id and the number of the attempt until this is disposed of.</summary>
    public static LogScope Job(ILogger logger, string caseId, int attempt)
    {
        var scope = new LogScope(new("case_id", caseId), new("attempt", attempt));
        scope._opened = logger.BeginScope(scope);
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        _opened?.Dispose();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _properties.Take(Count).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', this.Select(p => $"{p.Key}={p.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
