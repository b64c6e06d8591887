using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Loads;
using Rollcall.Loading.Sources;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>The machine stops while the batches of a load run ahead of the disk: of the database's log only the first part has arrived there.</summary>
public sealed class PowerLossTests(PostgresServer server) : IDisposable
{
    private static readonly LoadOptions Options = LoadBench.Options with { BatchSize = 10 };

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_machine_that_stops_in_mid_load_loses_whole_batches_and_the_same_command_brings_them()
    {
        var random = new Random(9);
        var twin = await WithCommitteesAsync("twin.db");
        var source = twin.File(Enumerable.Range(0, 100).Select(n => n % 9 == 4 ? SomeHearings.Hearing(n).With("chamber", "Lords") : SomeHearings.Hearing(n)));
        var undisturbed = await twin.LoadFileAsync(source, Options);
        var bench = await WithCommitteesAsync("hearings.db");
        var (data, log) = (Array.Empty<byte>(), Array.Empty<byte>());
        bench.KillPoints = KillPoints.At($"{LoadSteps.Committed}:8", () =>
        {
            data = File.ReadAllBytes(bench.Database.Given);
            log = File.ReadAllBytes(bench.Database.Given + "-wal");
            throw new SimulatedCrashException();
        });
        await Assert.ThrowsAsync<SimulatedCrashException>(() => bench.LoadFileAsync(source, Options));

        var kept = new HashSet<long>();
        foreach (var (round, arrived) in Enumerable.Range(0, 8).Select(n => (n, n == 0 ? log.Length : random.Next(log.Length))))
        {
            var after = new LoadBench(TestDatabase.Sqlite(_folder.At($"after-{round}.db")), _folder);
            File.WriteAllBytes(after.Database.Given, data);
            File.WriteAllBytes(after.Database.Given + "-wal", log[..arrived]);

            after.Database.AssertSound();
            var hearings = after.Database.Count("hearings");
            var batches = after.Database.Query("select json_extract(progress, '$.batches'), json_extract(progress, '$.records_inserted') from rollcall_loads where status = 'unfinished'");
            Assert.Equal(batches is [var progress] ? progress.Split('|')[1] : "0", $"{hearings}");
            kept.Add(hearings);
            var report = await after.LoadFileAsync(source, Options);

            Assert.Equal(batches.Count == 1, report.Resumed);
            Assert.Equal(undisturbed.RecordsQuarantined, LoadBench.Quarantine(report).Count);
            Assert.Equal(twin.Database.Dump(), after.Database.Dump());
            after.Database.AssertSound();
        }

        Assert.True(kept.Count > 3, $"the cuts are too much alike: {string.Join(", ", kept)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batches_run_ahead_of_the_disk_and_the_commit_that_closes_the_load_waits_for_it(bool onServer)
    {
        var database = onServer ? TestDatabase.Postgres(await server.NewSchemaAsync() + ";Options=-c synchronous_commit=on") : TestDatabase.Sqlite(_folder.At("modes.db"));
        var bench = new LoadBench(database, _folder);
        using var session = DatabaseSession.Open(database.Address, new SessionOptions(TimeSpan.FromSeconds(5), WritesNothing: false));
        string Mode() => $"{session.Query(onServer ? "show synchronous_commit" : "pragma synchronous")[0][0]}";
        var running = "";
        bench.KillPoints = KillPoints.At(LoadSteps.Recorded, () => running = Mode());
        var around = bench.Around();
        var sources = RecordSources.Find(bench.Dataset, [bench.File(SomeHearings.AllCommittees())], SourceFormat.Detect, bench.Output, Stream.Null);
        using var metrics = new LoadMetrics();
        var report = new LoadRun(bench.Dataset, session, Options with { OutputDirectory = bench.Output }, around, metrics).Run(sources, progress: null, TestContext.Current.CancellationToken);

        Assert.Equal("completed", report.StopReason);
        Assert.Equal(onServer ? ("off", "on") : ("1", "2"), (running, Mode()));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<LoadBench> WithCommitteesAsync(string name)
    {
        var bench = new LoadBench(TestDatabase.Sqlite(_folder.At(name)), _folder);
        await bench.LoadAsync(SomeHearings.AllCommittees());
        return bench;
    }
}
