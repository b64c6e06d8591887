using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Rollcall.Browser;
using Rollcall.Cli.Observing;
using Rollcall.Dashboard.Serving;
using Rollcall.Loading;
using Rollcall.Observing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Observing;

/// <summary>docs/observability.md names every event of runs and loads and every metric there is, and none that there is not.</summary>
public sealed class SignalDocsTests
{
    private static readonly BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_event_of_runs_and_loads_stands_in_the_docs_with_its_level()
    {
        var inCode = new[] { typeof(RollcallException), typeof(BrowserPageSource), typeof(BatchLoader), typeof(CommandLog) }
            .SelectMany(t => t.Assembly.GetTypes()).SelectMany(t => t.GetMethods(All))
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Where(a => a.EventName!.StartsWith("batch.", StringComparison.Ordinal))
            .Select(a => $"{a.EventName} {Word(a.Level)}")
            .Append("batch.log.dropped warning"); // written by the log file about itself

        Assert.Equal(inCode.Distinct().Order(), Rows("| event | level").Select(r => $"{r[0].Trim('`')} {r[1]}").Order());
    }

    [Fact]
    public void Every_event_of_serve_stands_in_the_docs_with_its_level()
    {
        var inCode = typeof(DashboardServer).Assembly.GetTypes().SelectMany(t => t.GetMethods(All))
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Select(a => $"{a.EventName} {Word(a.Level)}");

        Assert.Equal(inCode.Distinct().Order(), Rows("| event of serve | level").Select(r => $"{r[0].Trim('`')} {r[1]}").Order());
    }

    [Fact]
    public void Every_metric_stands_in_the_docs_with_its_kind_and_unit()
    {
        var inCode = new List<string>();
        using var run = new RunMetrics("docs", "all", new ManualTime());
        using var load = new LoadMetrics();
        using var listener = new MeterListener { InstrumentPublished = (i, _) => inCode.Add($"{i.Name} {Kind(i)} {i.Unit}") };
        // Other tests' meters have the same instruments.
        listener.Start();

        Assert.Equal(
            inCode.Where(i => i.StartsWith("batch.", StringComparison.Ordinal)).Distinct().Order(),
            Rows("| metric | kind").Select(r => $"{r[0].Trim('`')} {r[1]} {r[2]}").Order());
    }

    /// <summary>The rows of the table in docs/observability.md whose head begins so.</summary>
    internal static IEnumerable<string[]> Rows(string head) => Repository.Lines("docs/observability.md")
        .SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
        .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    internal static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    private static string Word(LogLevel level) => level == LogLevel.Information ? "info" : level.ToString().ToLowerInvariant();
}
