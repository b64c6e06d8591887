using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// Loggers for the web framework: it may say what went wrong, but puts no names of its own (<c>ConnectionId</c>, <c>RequestPath</c>) on our lines, and is silent
/// about a start that failed, which the command says itself, in one line and with what to do. Thread safe.
/// </summary>
internal sealed class FrameworkLogs(ILoggerFactory loggers) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal) ? NullLogger.Instance : new WithoutScopes(loggers.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <summary>Nothing: the loggers are their owner's.</summary>
    public void Dispose()
    {
    }

    private sealed class WithoutScopes(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
