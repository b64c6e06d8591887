using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Rollcall.Cli.Output;

/// <summary>Writes log events as JSON lines: <c>timestamp, level, event, message</c> and the event's own properties, such as <c>run_id</c>. Thread safe.</summary>
internal sealed class JsonLog(TextWriter output, LogLevel least, TimeProvider time) : ILoggerProvider
{
    // Events name their properties as C# does; a log line has one spelling for all.
    private static readonly string OriginalFormat = JsonNamingPolicy.SnakeCaseLower.ConvertName("{OriginalFormat}");
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() => output.Flush();

    private void Write(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
        }
    }

    private sealed class Logger(JsonLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var buffer = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("timestamp", owner.Now);
                json.WriteString("level", LevelName(logLevel));
                json.WriteString("event", eventId.Name);
                json.WriteString("message", formatter(state, exception));
                if (state is IReadOnlyList<KeyValuePair<string, object?>> properties)
                {
                    foreach (var (name, value) in properties)
                    {
                        WriteProperty(json, PropertyName(name), value);
                    }
                }

                if (exception is not null)
                {
                    json.WriteString("exception", exception.ToString());
                }

                json.WriteEndObject();
            }

            owner.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }

        private static void WriteProperty(Utf8JsonWriter json, string name, object? value)
        {
            switch (value)
            {
                case null:
                case var _ when name == OriginalFormat:
                    break;
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                default:
                    json.WriteString(name, value.ToString());
                    break;
            }
        }

        private static string LevelName(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };
    }

    private static string PropertyName(string name) => Names.GetOrAdd(name, JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private LogLevel Least => least;

    private DateTimeOffset Now => time.GetUtcNow();
}
