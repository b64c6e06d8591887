using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rollcall.Tests.Support;

/// <summary>Keeps what is logged. Thread safe.</summary>
public sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Event, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Event, string Text)> Lines => [.. _lines];

    /// <summary>The texts of an event's lines.</summary>
    public IReadOnlyList<string> Of(string eventName) => [.. _lines.Where(l => l.Event == eventName).Select(l => l.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception)));
}
