using Microsoft.Extensions.Logging;

namespace Rollcall.Cli.Observing;

/// <summary>Hands log events on as lines for a person: level and message. Thread safe if what it hands them to is.</summary>
internal sealed class PlainLog(Action<string> show, LogLevel least) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(PlainLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var prefix = logLevel >= LogLevel.Error ? "error: " : logLevel == LogLevel.Warning ? "warning: " : "";
                owner.Show(prefix + formatter(state, exception));
            }
        }
    }

    private LogLevel Least => least;

    private void Show(string line) => show(line);
}
