using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Rollcall.Cli.Observing;

/// <summary>
/// Makes log events JSON lines: <c>timestamp, level, event, message</c>, the event's own properties, and those of the scopes around it, such as <c>run_id</c>.
/// A line is made once, however many outputs take it. Thread safe if the outputs are.
/// </summary>
internal sealed class JsonLog(TimeProvider time, params IReadOnlyList<LogOutput> outputs) : ILoggerProvider, ISupportExternalScope
{
    // Events name their properties as C# does; a log line has one spelling for all.
    private static readonly string OriginalFormat = JsonNamingPolicy.SnakeCaseLower.ConvertName("{OriginalFormat}");
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    [ThreadStatic]
    private static LineBuffer? _buffer;

    private readonly LogLevel _least = outputs.Min(o => o.Least);
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    private void Write(LogLevel level, string line)
    {
        foreach (var output in outputs)
        {
            if (level >= output.Least)
            {
                output.Write(line);
            }
        }
    }

    private sealed class Logger(JsonLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner._least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var buffer = _buffer ??= new LineBuffer();
            var json = buffer.Begin();
            json.WriteStartObject();
            json.WriteString("timestamp", owner.Now);
            json.WriteString("level", LevelName(logLevel));
            json.WriteString("event", eventId.Name);
            json.WriteString("message", formatter(state, exception));
            var properties = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            for (var i = 0; i < properties.Count; i++)
            {
                WriteProperty(json, PropertyName(properties[i].Key), properties[i].Value);
            }

            owner._scopes?.ForEachScope(WriteScope, (json, properties));
            if (exception is not null)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
            owner.Write(logLevel, buffer.End());
        }

        // What the event says itself goes before what stands around it.
        private static void WriteScope(object? scope, (Utf8JsonWriter Json, IReadOnlyList<KeyValuePair<string, object?>> Own) line)
        {
            if (scope is not IReadOnlyList<KeyValuePair<string, object?>> around)
            {
                return;
            }

            foreach (var (name, value) in around)
            {
                var isSaid = false;
                for (var i = 0; i < line.Own.Count && !isSaid; i++)
                {
                    isSaid = PropertyName(line.Own[i].Key) == name;
                }

                if (!isSaid)
                {
                    WriteProperty(line.Json, name, value);
                }
            }
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

    /// <summary>A thread's buffer, used again for each of its lines.</summary>
#pragma warning disable CA1001 // It lives as long as its thread; what its writer holds is memory only.
    private sealed class LineBuffer
#pragma warning restore CA1001
    {
        private const int Usual = 4096;

        private readonly Utf8JsonWriter _json;
        private ArrayBufferWriter<byte> _bytes = new(Usual);

        public LineBuffer() => _json = new Utf8JsonWriter(_bytes);

        public Utf8JsonWriter Begin()
        {
            // A page's worth of a message is not kept for good.
            _bytes = _bytes.Capacity > 16 * Usual ? new ArrayBufferWriter<byte>(Usual) : _bytes;
            _bytes.ResetWrittenCount();
            _json.Reset(_bytes);
            return _json;
        }

        public string End()
        {
            _json.Flush();
            return Encoding.UTF8.GetString(_bytes.WrittenSpan);
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}

/// <summary>Where lines go.</summary>
/// <param name="Least">From which level on.</param>
/// <param name="Write">Takes a line. Thread safe.</param>
internal sealed record LogOutput(LogLevel Least, Action<string> Write);
