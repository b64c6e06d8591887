using Microsoft.Extensions.Logging;

namespace Rollcall.Observing;

/// <summary>Holds lines back until it is known which run they are about: a ledger is read before it is decided which run goes on. Not thread safe.</summary>
internal sealed class HeldLog(ILogger inner) : ILogger
{
    private readonly List<Action> _held = [];

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _held.Add(() => inner.Log(logLevel, eventId, state, exception, formatter));

    /// <summary>Writes what was held back, in its order.</summary>
    public void Release()
    {
        _held.ForEach(write => write());
        _held.Clear();
    }
}
