using System.Text.Json.Nodes;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Loading;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>
/// The real <c>load</c> and <c>undo</c>, killed by SIGKILL at named steps and at random moments: at every step into SQLite and six times, with
/// <c>ROLLCALL_FULL=1</c> at every step into PostgreSQL, too, and a hundred times. Whole batches only are left, the same command goes on, and the end is that of a
/// load nobody disturbed.
/// </summary>
[Trait("Category", "Long")]
public sealed class LoadKillTests(PostgresServer server) : IDisposable
{
    private const int SigKill = 9;
    private const int Killed = 128 + SigKill;
    private const int BatchSize = 20;
    private const int Hearings = 200;

    private static readonly string[] Steps =
    [
        "load.prepared", "load.entered", "load.batch.begun", "load.batch.planned", "load.batch.applied", "load.batch.checked",
        "load.batch.quarantined", "load.batch.recorded", "load.batch.committed", "load.done", "load.closed",
    ];

    private readonly Workplace _place = new();

    [Fact]
    public async Task Killed_at_every_named_step_a_load_into_sqlite_leaves_whole_batches_and_goes_on()
    {
        var truth = await TruthAsync(Sqlite("truth"));
        foreach (var step in Steps)
        {
            var database = Sqlite(step);
            await KillAtAsync(database, $"{step}:{(step.Contains("batch", StringComparison.Ordinal) ? 7 : 1)}");
            await FinishAsync(database, truth);
        }
    }

    [Fact]
    public async Task Killed_at_named_steps_a_load_into_postgresql_leaves_whole_batches_and_goes_on()
    {
        var truth = await TruthAsync(await TestDatabase.PostgresAsync(server));
        foreach (var step in Amount.IsFull ? Steps : ["load.batch.recorded"])
        {
            var database = await TestDatabase.PostgresAsync(server);
            await KillAtAsync(database, $"{step}:{(step.Contains("batch", StringComparison.Ordinal) ? 7 : 1)}");
            await FinishAsync(database, truth);
        }
    }

    [Theory]
    [InlineData(20251122)]
    public async Task Killed_at_random_moments_a_load_ends_as_if_undisturbed(int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var started = TimeProvider.System.GetTimestamp();
        var truth = await TruthAsync(Sqlite("truth"));
        var undisturbed = TimeProvider.System.GetElapsedTime(started);
        var kills = 0;
        for (var round = 0; kills < Amount.Of(6, full: 100); round++)
        {
            var database = Sqlite($"round{round}");
            for (var more = true; more && kills < Amount.Of(6, full: 100);)
            {
                more = await KillAfterAsync(database, undisturbed * (0.3 + 0.7 * random.NextDouble()));
                kills += more ? 1 : 0;
            }

            await FinishAsync(database, truth);
        }
    }

    [Fact]
    public async Task A_killed_undo_has_done_nothing_and_can_be_done_again()
    {
        var database = Sqlite("undo");
        await RollcallProcess.RunAsync(_place.Folder, Load(database, Source(withBad: false)));
        var loaded = database.Dump();
        var load = database.Query("select load_id from rollcall_loads")[0];
        string[] undo = ["undo", load, "--database", database.Given];
        await using (var killed = RollcallProcess.Start(_place.Folder, KillAt("load.batch.recorded"), undo))
        {
            Assert.Equal(Killed, (await killed.EndAsync()).Code);
        }

        Assert.Equal(loaded, database.Dump());
        database.AssertSound();
        var done = await RollcallProcess.RunAsync(_place.Folder, undo);
        Assert.True(done.Code == 0, done.Error);
        Assert.Equal(0, database.Count("hearings") + database.Count("witnesses"));
    }

    public void Dispose() => _place.Dispose();

    private static Dictionary<string, string> KillAt(string step) => new() { ["ROLLCALL_KILL_AT"] = step };

    private async Task<(string Dump, List<string> Quarantine)> TruthAsync(TestDatabase database)
    {
        var ended = await RollcallProcess.RunAsync(_place.Folder, Load(database, Source(withBad: true)));
        Assert.True(ended.Code == 9, ended.Error);
        return (database.Dump(), Quarantine(database));
    }

    private async Task KillAtAsync(TestDatabase database, string step)
    {
        await using var cli = RollcallProcess.Start(_place.Folder, KillAt(step), Load(database, Source(withBad: true)));
        var ended = await cli.EndAsync();
        Assert.True(ended.Code == Killed, $"{step}: ended {ended.Code}: {ended.Error}");
        AssertWholeBatches(database, step);
    }

    /// <returns>False when the load was faster.</returns>
    private async Task<bool> KillAfterAsync(TestDatabase database, TimeSpan after)
    {
        await using var cli = RollcallProcess.Start(_place.Folder, variables: null, Load(database, Source(withBad: true)));
        await Task.Delay(after, TimeProvider.System, TestContext.Current.CancellationToken);
        cli.Signal(SigKill);
        var ended = await cli.EndAsync();
        AssertWholeBatches(database, $"after {after.TotalMilliseconds:0} ms");
        return ended.Code == Killed;
    }

    private async Task FinishAsync(TestDatabase database, (string Dump, List<string> Quarantine) truth)
    {
        // A load that was killed when all was done is finished by now, and the next one finds nothing to do; both have the bad ones to tell of.
        var ended = await RollcallProcess.RunAsync(_place.Folder, Load(database, Source(withBad: true)));
        Assert.True(ended.Code == 9, ended.Error);
        Assert.Equal(truth.Dump, database.Dump());
        Assert.Equal(truth.Quarantine, Quarantine(database));
        database.AssertSound();
    }

    // Of each batch all good records are there, or none; and never a later batch without an earlier one.
    private static void AssertWholeBatches(TestDatabase database, string when)
    {
        if (database.IsSqlite ? !File.Exists(database.Given) || !database.Tables().Contains("hearings") : !database.Tables().Contains("hearings"))
        {
            return;
        }

        var present = database.Query("select event_id from hearings").ToHashSet();
        var batches = Records(withBad: true).Chunk(BatchSize)
            .Select(b => b.Where(r => r.ContainsKey("event_id") && (string?)r["chamber"] != "Lords").Select(r => (string)r["event_id"]!).ToList())
            .ToList();
        var whole = batches.TakeWhile(b => b.Count == 0 || present.Contains(b[0])).ToList();
        Assert.True(present.SetEquals(whole.SelectMany(b => b)), $"{when}: {present.Count} hearings after {whole.Count} batches");
        Assert.Equal(present.Count * 2, database.Count("documents"));
        database.AssertSound();
    }

    private static IEnumerable<JsonObject> Records(bool withBad) =>
    [
        .. SomeHearings.AllCommittees(),
        .. Enumerable.Range(0, Hearings).Select(n => withBad && n % 37 == 5 ? SomeHearings.Hearing(n).With("chamber", "Lords") : SomeHearings.Hearing(n)),
    ];

    private string Source(bool withBad)
    {
        var path = Path.Combine(_place.Folder, withBad ? "hearings.ndjson" : "good.ndjson");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, string.Concat(Records(withBad).Select(r => r.ToJsonString() + "\n")));
        }

        return path;
    }

    private string[] Load(TestDatabase database, string source) =>
    [
        "load", Workplace.Dataset("hearings"), source,
        "--database", database.Given, "--output", Output(database), "--batch-size", $"{BatchSize}", "--batch-validation-timeout-ms", "60000", "--quiet",
    ];

    private string Output(TestDatabase database) =>
        Path.Combine(_place.Folder, "out-" + (database.IsSqlite ? Path.GetFileNameWithoutExtension(database.Given) : database.Given[(database.Given.LastIndexOf('=') + 1)..]));

    // The records of the newest quarantine file, without the load's own name in front.
    private List<string> Quarantine(TestDatabase database) =>
    [
        .. File.ReadLines(Directory.EnumerateFiles(Output(database), "quarantine-*.ndjson").Max(StringComparer.Ordinal)!)
            .Select(l => l[l.IndexOf("\"batch\"", StringComparison.Ordinal)..]),
    ];

    private TestDatabase Sqlite(string name) => TestDatabase.Sqlite(Path.Combine(_place.Folder, name + ".db"));
}
