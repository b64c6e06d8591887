using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Observing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli.Observing;

public sealed partial class JsonLogTests : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;

    public JsonLogTests()
    {
        _loggers = LoggerFactory.Create(l => l.AddProvider(
            new JsonLog(new ManualTime(), new LogOutput(LogLevel.Information, _lines.Enqueue), new LogOutput(LogLevel.Warning, _warnings.Enqueue))));
        _logger = _loggers.CreateLogger("test");
    }

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public void A_line_carries_what_stands_around_it()
    {
        using (LogScope.Run(_logger, "run-1"))
        {
            using (LogScope.Job(_logger, "IMM-1-25", 2))
            {
                LogPlain(_logger, "in the job");
            }

            LogPlain(_logger, "in the run");
        }

        LogPlain(_logger, "outside");
        Assert.Equal(
            [("run-1", "IMM-1-25", 2), ("run-1", null, null), (null, null, null)],
            _lines.Select(l => JsonDocument.Parse(l).RootElement).Select(l => (Text(l, "run_id"), Text(l, "case_id"), l.TryGetProperty("attempt", out var n) ? n.GetInt32() : (int?)null)));
    }

    [Fact]
    public void What_an_event_says_itself_goes_before_what_stands_around_it()
    {
        using var run = LogScope.Run(_logger, "run-1");
        using var job = LogScope.Job(_logger, "IMM-1-25", 2);
        LogOwn(_logger, "IMM-7-25");

        var line = JsonDocument.Parse(Assert.Single(_lines), new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement;
        Assert.Equal(("IMM-7-25", "run-1"), (Text(line, "case_id"), Text(line, "run_id")));
    }

    [Fact]
    public async Task What_began_in_a_job_and_outlives_it_is_not_about_its_id()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task browser;
        using (LogScope.Run(_logger, "run-1"))
        {
            using (LogScope.Job(_logger, "IMM-1-25", 1))
            {
                browser = Task.Run(async () =>
                {
                    await over.Task;
                    LogPlain(_logger, "long after");
                }, TestContext.Current.CancellationToken);
            }
        }

        over.SetResult();
        await browser;
        var line = JsonDocument.Parse(Assert.Single(_lines)).RootElement;
        Assert.Equal(("run-1", null), (Text(line, "run_id"), Text(line, "case_id")));
    }

    [Fact]
    public void Each_output_takes_from_its_own_level_on()
    {
        LogPlain(_logger, "info");
        LogWarning(_logger);

        Assert.Equal((2, 1), (_lines.Count, _warnings.Count));
        Assert.Equal("warning", Text(JsonDocument.Parse(Assert.Single(_warnings)).RootElement, "level"));
    }

    [Fact]
    public void Lines_held_back_come_in_their_order_within_what_stands_around_their_release()
    {
        var held = new HeldLog(_logger);
        LogPlain(held, "one");
        LogPlain(held, "two");
        Assert.Empty(_lines);
        using (LogScope.Run(_logger, "run-1"))
        {
            held.Release();
            held.Release();
        }

        Assert.Equal([("one", "run-1"), ("two", "run-1")], _lines.Select(l => JsonDocument.Parse(l).RootElement).Select(l => (Text(l, "message"), Text(l, "run_id"))));
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    [LoggerMessage(EventName = "test.plain", Level = LogLevel.Information, Message = "{text}")]
    private static partial void LogPlain(ILogger logger, string text);

    [LoggerMessage(EventName = "test.own", Level = LogLevel.Information, Message = "own")]
    private static partial void LogOwn(ILogger logger, string case_id);

    [LoggerMessage(EventName = "test.warning", Level = LogLevel.Warning, Message = "beware")]
    private static partial void LogWarning(ILogger logger);
}
