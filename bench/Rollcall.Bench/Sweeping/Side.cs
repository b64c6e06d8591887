using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Rollcall.Bench.Sweeping;

/// <summary>
/// A process of its own that sweeps once for every line it is given. Where two programs are compared each has one: what one allocates, compiles and leaves
/// behind is then not on the other's bill. Where one program is compared with itself, with something switched on, both share one: what the runtime's compiler
/// made of the code they have in common is then the same for both.
/// </summary>
internal sealed class Side : IAsyncDisposable
{
    public const string Command = "sweep-side";

    /// <summary>
    /// Rounds of some thousand ids before a side is measured: a sweep lasts for hours, but the runtime compiles what it runs through three times over
    /// in its first half minute, and the more of it there is, the longer. Each figure says how much of it was still that.
    /// </summary>
    public const int WarmUp = 10;

    private static readonly Dictionary<string, Func<Uri, string, int, int, Task>> Sweeps = new(StringComparer.Ordinal)
    {
        ["bare loop"] = BareLoop.RunAsync,
        ["sweep, everything on"] = WholeSweep.RunAsync,
        ["ledger in memory"] = BareSweep.InMemoryAsync,
        ["ledger in files"] = BareSweep.InFilesAsync,
        ["nobody watches"] = Watched.ByNobodyAsync,
        ["log, metrics and live file"] = Watched.ByAllAsync,
    };

    private readonly Process _process;
    private readonly string _scratch;

    private Side(Process process, string scratch) => (_process, _scratch) = (process, scratch);

    /// <param name="asTheCommand">Whether the runtime's limits are those that the command runs with (Rollcall.Cli.csproj), not the defaults.</param>
    public static Side Start(BenchRun run, bool asTheCommand)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Command, "--at", run.Scratch])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (asTheCommand)
        {
            start.Environment["DOTNET_GCGen0MaxBudget"] = "1000000";
            start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        }

        return new Side(Process.Start(start)!, run.Scratch);
    }

    /// <summary>Sweeps once, into a folder of its own.</summary>
    /// <param name="name">Which sweep.</param>
    public async Task<Figure> MeasureAsync(string name, Uri site, int ids, int workers)
    {
        // Not deleted before the end: ext4 searches long for an inode that was not deleted a moment ago, and would bill it to the next round.
        var folder = Directory.CreateDirectory(Path.Combine(_scratch, Guid.NewGuid().ToString("N"))).FullName;
        await _process.StandardInput.WriteLineAsync(name);
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{site} {ids} {workers} {folder}"));
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{name} ended before its figures");
        var parts = line.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToList();
        return new Figure(parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>The process of a side: ends when its standard input does.</summary>
    public static async Task ServeAsync(BenchRun run)
    {
        while (await Console.In.ReadLineAsync() is { } name && await Console.In.ReadLineAsync() is { } asked)
        {
            var sweep = Sweeps[name];
            var parts = asked.Split(' ', 4);
            var ids = int.Parse(parts[1], CultureInfo.InvariantCulture);
            GC.Collect();
            var allocated = GC.GetTotalAllocatedBytes();
            var compiling = JitInfo.GetCompilationTime();
            var processor = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            await sweep(new Uri(parts[0]), parts[3], ids, int.Parse(parts[2], CultureInfo.InvariantCulture));
            var took = Environment.CpuUsage.TotalTime - processor;
            run.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{ids / watch.Elapsed.TotalSeconds} {took.TotalMilliseconds / ids} {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / ids} {(JitInfo.GetCompilationTime() - compiling) / took}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>What one sweep took.</summary>
/// <param name="IdsPerSecond">By the clock.</param>
/// <param name="ProcessorMs">Of an id.</param>
/// <param name="AllocatedKb">Of an id.</param>
/// <param name="Compiling">Share of the processor time that the runtime's compiler took.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Figure(double IdsPerSecond, double ProcessorMs, double AllocatedKb, double Compiling);
