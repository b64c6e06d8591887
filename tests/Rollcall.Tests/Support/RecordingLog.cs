using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Rollcall.Tests.Support;

/// <summary>Keeps what is logged. Thread safe.</summary>
public sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Event, string Text)> _lines = new();
    private readonly Channel<bool> _logged = Channel.CreateUnbounded<bool>();

    public IReadOnlyList<(LogLevel Level, string Event, string Text)> Lines => [.. _lines];

    /// <summary>The texts of an event's lines.</summary>
    public IReadOnlyList<string> Of(string eventName) => [.. _lines.Where(l => l.Event == eventName).Select(l => l.Text)];

    /// <summary>Waits until an event was logged so many times, by whatever thread. One caller at a time.</summary>
    public async Task SeenAsync(string eventName, int times)
    {
        while (Of(eventName).Count < times)
        {
            await _logged.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception)));
        _logged.Writer.TryWrite(true);
    }
}
