using Rollcall.Bench;
using Rollcall.Bench.Loads;
using Rollcall.Bench.Probing;
using Rollcall.Bench.Sweeping;

// Each sub-command measures one thing and prints its table. --keep FOLDER writes it there with machine and commit; --at FOLDER is the disk measured.
Dictionary<string, Func<BenchRun, Task>> benches = new(StringComparer.Ordinal)
{
    ["ledger"] = LedgerBench.RunAsync,
    ["reading"] = ReadingBench.RunAsync,
    ["browser"] = BrowserBench.RunAsync,
    ["load"] = LoadBench.RunAsync,
    ["probing"] = ProbingBench.RunAsync,
    [LedgerScaleBench.ResumeCommand] = LedgerScaleBench.ResumeAsync,
    ["sweep"] = SweepBench.RunAsync,
    ["observe"] = ObserveBench.RunAsync,
    [BenchSite.Command] = BenchSite.ServeAsync,
    [Side.Command] = Side.ServeAsync,
};

if (args.Length == 0 || !benches.TryGetValue(args[0], out var bench))
{
    Console.Error.WriteLine($"usage: Rollcall.Bench <{string.Join('|', benches.Keys)}> [--at FOLDER] [--keep FOLDER]");
    return 2;
}

await using var run = new BenchRun(args[0], Option("--at") ?? Environment.CurrentDirectory, Option("--keep")) { Option = Option };
await bench(run);
return run.Verdict();

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : null;
