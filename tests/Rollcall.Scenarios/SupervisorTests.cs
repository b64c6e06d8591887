using System.Diagnostics;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>scripts/keep-running, which starts a run again whenever it dies, against somebody who keeps killing it.</summary>
[Trait("Category", "Long")]
public sealed class SupervisorTests
{
    /// <summary>What a restart may cost at most, from the kill to the next id that is settled.</summary>
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_run_that_is_killed_and_restarted_in_a_loop_reaches_its_end()
    {
        const int kills = 6;
        await using var site = await PlainSite.StartAsync(end: 60 * kills, latency: "0.01-0.05s");
        using var place = new Workplace();
        var pid = Path.Combine(place.Folder, "pid");
        // The shell says who it is and becomes the run.
        string[] command = ["/bin/bash", "-c", $"echo $$ > {pid}; exec \"$0\" \"$@\"", RollcallProcess.Program, .. site.Run];
        await using var supervisor = RollcallProcess.StartProgram(KeepRunningTests.Script, place.Folder, variables: null, command);
        var took = new List<TimeSpan>();
        var (killed, settled) = ("", 0);
        for (var kill = 0; kill < kills; kill++)
        {
            await Wait.UntilAsync(() => Settled(place) > settled + 20 && Pid() is { Length: > 0 } now && now != killed);
            killed = Pid();
            settled = Settled(place);
            var begun = Stopwatch.GetTimestamp();
            using (var process = Process.GetProcessById(int.Parse(killed)))
            {
                process.Kill();
            }

            await Wait.UntilAsync(() => Pid() != killed && Settled(place) > settled);
            took.Add(Stopwatch.GetElapsedTime(begun));
        }

        var ended = await supervisor.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        await site.AssertCollectedAsync(place);
        TestContext.Current.TestOutputHelper!.WriteLine($"from kill to the next settled id: {string.Join(", ", took.Select(t => $"{t.TotalSeconds:0.0} s"))}");
        Assert.All(took, t => Assert.True(t < Bar, $"{t}"));

        string Pid() => File.Exists(pid) ? File.ReadAllText(pid).Trim() : "";
    }

    internal static int Settled(Workplace place) => !Directory.Exists(place.Output) ? 0 : Directory.EnumerateFiles(place.Output, "audit_*.ndjson")
        .SelectMany(Lines).Count(l => l.Contains("\"kind\":\"settle\"", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string journal)
    {
        using var reader = new StreamReader(new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
