using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Serving;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class FrameworkLogsTests
{
    [Fact]
    public void The_framework_says_what_went_wrong_and_puts_no_names_of_its_own_on_our_lines()
    {
        var own = new Own();
        using var logs = new FrameworkLogs(own);
        var kestrel = logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");

        Assert.Null(kestrel.BeginScope("ConnectionId"));
        kestrel.Log(LogLevel.Error, default, "an endpoint broke", exception: null, (text, _) => text);
        logs.CreateLogger("Microsoft.Extensions.Hosting.Internal.Host").Log(LogLevel.Error, default, "Hosting failed to start", exception: null, (text, _) => text);

        Assert.Equal(["an endpoint broke"], own.Log.Lines.Select(l => l.Text));
    }

    private sealed class Own : ILoggerFactory, ILogger
    {
        public RecordingLog Log { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("a scope of the framework's");

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Log.Log(logLevel, eventId, state, exception, formatter);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
