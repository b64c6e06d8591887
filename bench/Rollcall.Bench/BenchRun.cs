using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Rollcall.Bench;

/// <summary>One run of a benchmark: its lines go to the console and, when it is kept, into a file that names machine and commit.</summary>
internal sealed class BenchRun(string name, string disk, string? keep) : IAsyncDisposable
{
    private readonly StringBuilder _text = new();
    private readonly string _load = Load();
    private readonly List<string> _missed = [];
    private int _bars;

    /// <summary>The disk that is measured.</summary>
    public string Disk => disk;

    /// <summary>What the command line gives an option; null when it is not there.</summary>
    public Func<string, string?> Option { get; init; } = _ => null;

    /// <summary>A folder on the disk that is measured, removed at the end.</summary>
    public string Scratch { get; } = Directory.CreateDirectory(Path.Combine(disk, $".bench-{Environment.ProcessId}")).FullName;

    public void Line(string text = "")
    {
        Console.WriteLine(text);
        _text.AppendLine(text);
    }

    /// <summary>Holds a figure to its bar; says what it was when it misses.</summary>
    public void Bar(bool isKept, string figure)
    {
        _bars++;
        if (!isKept)
        {
            _missed.Add(figure);
        }
    }

    /// <summary>Says which bars were missed, where there were any. What the process ends with: 0 when none was, else 1.</summary>
    public int Verdict()
    {
        if (_bars > 0)
        {
            Line(_missed.Count == 0 ? "Every bar is kept." : "Bars missed: " + string.Join("; ", _missed) + ".");
        }

        return _missed.Count == 0 ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Scratch, recursive: true);
        if (keep is null)
        {
            return;
        }

        Directory.CreateDirectory(keep);
        var head = $"""
            # {name}

            - commit {Git("rev-parse --short HEAD")}{(Git("status --porcelain --untracked-files=no").Length > 0 ? " with changes" : "")}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}
            - {Environment.ProcessorCount} processors ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}
            - load average before and after {_load}, {Load()}: figures from a busy machine are ratios at best
            - `dotnet run -c Release --project bench/Rollcall.Bench -- {name} --keep bench/results`


            """;
        await File.WriteAllTextAsync(Path.Combine(keep, name + ".md"), head + _text);
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}

/// <summary>Figures taken several times; alternating what is compared keeps a busy machine from favouring one side.</summary>
internal static class Figures
{
    public static double Median(this IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    public static string Per(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
