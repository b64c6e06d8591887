using System.Diagnostics;
using System.Text.Json;
using Rollcall.Practice;

namespace Rollcall.Scenarios.Support;

/// <summary>A sweep in Chromium as a process of its own, watched from outside.</summary>
internal sealed class BrowserRun : IAsyncDisposable
{
    private readonly Workplace _place;

    private BrowserRun(Workplace place, RollcallProcess process)
    {
        _place = place;
        Process = process;
        Traces = new BrowserTraces(process.Id);
    }

    public RollcallProcess Process { get; }

    public BrowserTraces Traces { get; }

    /// <summary>Starts a sweep of the practice court's year 2020.</summary>
    public static BrowserRun Court(Workplace place, PracticeSite site, int end, params string[] settings) =>
        Start(place, ["run", Workplace.Registry("practice-court"), "--base-url", site.Address.ToString(), "--year", "2020", "--end", $"{end}"], settings);

    /// <summary>Starts a command.</summary>
    /// <param name="place">Where.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="settings">Settings as <c>name=value</c>.</param>
    public static BrowserRun Start(Workplace place, string[] arguments, params string[] settings) =>
        new(place, RollcallProcess.Start(
            place.Folder, settings.Select(s => s.Split('=', 2)).ToDictionary(s => $"ROLLCALL_{s[0].ToUpperInvariant()}", s => s[1]), arguments));

    /// <summary>How many ids have an outcome, by the journal.</summary>
    public int Settled() => Directory.Exists(_place.Output)
        ? Directory.EnumerateFiles(_place.Output, "audit_*.ndjson").Sum(f => Lines(f).Count(l => l.Contains("\"kind\":\"settle\"", StringComparison.Ordinal)))
        : 0;

    /// <summary>What the live file says the browser takes, in bytes; null when it does not say.</summary>
    public long? Memory()
    {
        try
        {
            return Directory.Exists(_place.Output) && Directory.EnumerateFiles(_place.Output, "live-*.json").Max() is { } live
                && JsonDocument.Parse(File.ReadAllBytes(live)).RootElement.TryGetProperty("browser_memory_bytes", out var bytes) && bytes.ValueKind == JsonValueKind.Number
                ? bytes.GetInt64()
                : null;
        }
        catch (Exception replaced) when (replaced is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>How often an event was logged.</summary>
    public int Events(string name) => Process.Error.Split('\n').Count(l => l.Contains($"\"{name}\"", StringComparison.Ordinal));

    /// <summary>Waits until something holds; how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition, TimeSpan limit, string what)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(begun) > limit)
            {
                throw new TimeoutException($"not within {limit}: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Sends a signal to any process.</summary>
    public static void Signal(int process, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string[] Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
