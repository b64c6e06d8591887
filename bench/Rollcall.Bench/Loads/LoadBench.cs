using System.Globalization;
using Npgsql;
using Rollcall.Loading;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Tests.Support;

namespace Rollcall.Bench.Loads;

/// <summary>
/// Loads of hearings with witnesses and documents: five hundred, as a daily update is, and many, against plain inserts of the same rows.
/// </summary>
internal sealed class LoadBench(BenchRun run, OwnLoads loads, PostgresServer server)
{
    private const int Update = 500;
    private const int Many = 100_000;
    private const int ManyOnServer = 10_000;
    private const int ManyRounds = 2;
    private const int Rounds = 40;

    private const string Batched = "batches of 50";
    private const string Whole = "all or nothing";

    private static readonly (string Name, LoadOptions Options)[] Ways =
    [
        (Batched, new LoadOptions()),
        (Whole, new LoadOptions { EnableBatchProcessing = false }),
        ("batches of 25", new LoadOptions { BatchSize = 25 }),
        ("batches of 100", new LoadOptions { BatchSize = 100 }),
    ];

    private readonly string _update = Path.Combine(run.Scratch, "update.ndjson");
    private readonly List<(string What, string Measured, bool Met)> _bars = [];

    public static async Task RunAsync(BenchRun run)
    {
        await using var server = new PostgresServer { IsDurable = true };
        var loads = new OwnLoads(DatasetReader.Read(Path.GetFullPath("datasets/hearings.yaml")), run.Scratch);
        await new LoadBench(run, loads, server).MeasureAsync();
    }

    private async Task MeasureAsync()
    {
        HearingsFile.Write(_update, Update);
        // --only: nothing but the ways of loading an update, on one database.
        var only = run.Option("--only");
        if (only is not (null or "sqlite" or "postgresql"))
        {
            throw new InvalidOperationException($"--only takes sqlite or postgresql, not {only}");
        }

        if (only is null)
        {
            await WholeProcessAsync("SQLite", () => Task.FromResult(loads.NewFile()));
            await WholeProcessAsync("PostgreSQL", server.NewSchemaAsync);
        }

        if (only is null or "sqlite")
        {
            await WaysAsync("SQLite", 100, () => Task.FromResult(loads.NewFile()));
        }

        if (only is null or "postgresql")
        {
            await WaysAsync("PostgreSQL", 250, server.NewSchemaAsync);
        }

        loads.Clear();
        if (only is null)
        {
            await ManyAsync();
            await ManyOnServerAsync();
        }

        run.Line("| bar | measured | |");
        run.Line("|---|---:|---|");
        _bars.ForEach(b => run.Line($"| {b.What} | {b.Measured} | {(b.Met ? "met" : "**missed**")} |"));
    }

    // What a user waits for, start of the process and compilation of the code included.
    private async Task WholeProcessAsync(string kind, Func<Task<string>> database)
    {
        var (walls, inLoad) = (new List<double>(), new List<double>());
        for (var round = 0; round < 7; round++)
        {
            var (report, wall, _) = await LoadProcess.RunAsync(run.Scratch, _update, await database());
            walls.Add(wall.TotalMilliseconds);
            inLoad.Add(report.GetProperty("duration_seconds").GetDouble() * 1000);
        }

        run.Line($"{kind}, {Update} hearings, each time a new process and an empty database, median of 7: whole process {walls.Median():N0} ms, of which load {inLoad.Median():N0} ms.");
        run.Line();
    }

    private async Task WaysAsync(string kind, double most, Func<Task<string>> database)
    {
        var reports = Ways.ToDictionary(w => w.Name, _ => new List<LoadReport>(), StringComparer.Ordinal);
        // The first rounds compile.
        for (var round = -5; round < Rounds; round++)
        {
            // Each way comes first, second, … in turn: what one leaves behind for the next is nobody's advantage.
            var first = round & (Ways.Length - 1);
            foreach (var (name, options) in Ways[first..].Concat(Ways[..first]))
            {
                var report = await loads.RunAsync(_update, await database(), options);
                if (round >= 0)
                {
                    reports[name].Add(report);
                }
            }
        }

        run.Line($"{kind}, {Update} hearings into an empty database in a process that has loaded before; medians of {Rounds} alternating rounds, milliseconds; the parts are means over the batches of a load.");
        run.Line();
        run.Line("| way | load | a batch: checkpoint | validation | apply | changeset, progress, commit | rows a second |");
        run.Line("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, _) in Ways)
        {
            double Median(Func<LoadReport, double> part) => reports[name].ConvertAll(r => part(r)).Median();
            var seconds = Median(r => r.DurationSeconds);
            run.Line($"| {name} | {seconds * 1000:N1} | {Median(r => r.Times.Checkpoint.MeanMs):N2} | {Median(r => r.Times.Validation.MeanMs):N2} | {Median(r => r.Times.Apply.MeanMs):N2} | {Median(r => r.Times.Commit.MeanMs):N2} | {Figures.Per(OwnLoads.RowsOf(reports[name][0]) / seconds)} |");
        }

        run.Line();
        var batched = reports[Batched];
        var ratio = batched.Zip(reports[Whole], (b, w) => b.DurationSeconds / w.DurationSeconds).ToList().Median() - 1;
        Bar($"{kind}: {Update} hearings under {most:N0} ms", batched.ConvertAll(r => r.DurationSeconds * 1000).Median(), "ms", m => m < most);
        Bar($"{kind}: checkpoint of a batch of 50 under 5 ms", batched.ConvertAll(r => r.Times.Checkpoint.MeanMs).Median(), "ms", m => m < 5);
        Bar($"{kind}: validation of a batch of 50 under 20 ms", batched.ConvertAll(r => r.Times.Validation.MeanMs).Median(), "ms", m => m < 20);
        Bar($"{kind}: batched not slower than all or nothing by more than 10 % (median of the rounds' ratios)", ratio * 100, "%", m => m <= 10);
    }

    private void Bar(string what, double measured, string unit, Func<double, bool> isMet)
    {
        var (figure, met) = ($"{measured.ToString("N2", CultureInfo.InvariantCulture)}{(unit.Length > 0 ? " " : "")}{unit}", isMet(measured));
        _bars.Add((what, figure, met));
        run.Bar(met, $"{what}: {figure}");
    }

    private async Task ManyAsync()
    {
        var many = Path.Combine(run.Scratch, "many.ndjson");
        HearingsFile.Write(many, Many);
        run.Line($"SQLite, {Many:N0} hearings in batches of 50, each its own transaction: the load, and plain prepared inserts of the same rows with the same settings (commits that do not wait for the disk).");
        run.Line();
        run.Line("| | rows | load, rows a second | plain inserts, rows a second | load : plain |");
        run.Line("|---|---:|---:|---:|---:|");
        var ratios = new List<double>();
        for (var round = 1; round <= ManyRounds; round++)
        {
            var loaded = loads.NewFile();
            var report = await loads.RunAsync(many, loaded, new LoadOptions());
            var plain = PlainInserts.Sqlite(loaded, loads.NewFile());
            ratios.Add(Ratio(round, report, plain));
            loads.Clear();
        }

        run.Line();
        Bar($"SQLite: {Many:N0} hearings at 0.5 or more of the rate of plain prepared inserts (the worst round)", ratios.Min(), "", m => m >= 0.5);
        var small = await LoadProcess.RunAsync(run.Scratch, _update, loads.NewFile());
        var large = await LoadProcess.RunAsync(run.Scratch, many, loads.NewFile());
        run.Line($"Peak memory of a whole process: {small.PeakMegabytes:N0} MB for {Update} hearings, {large.PeakMegabytes:N0} MB for {Many:N0}: {large.PeakMegabytes - small.PeakMegabytes:N0} MB more.");
        run.Line();
        Bar($"memory: less than 100 MB more for {Many:N0} hearings than for {Update}", large.PeakMegabytes - small.PeakMegabytes, "MB", m => m < 100);
        loads.Clear();
    }

    private async Task ManyOnServerAsync()
    {
        var many = Path.Combine(run.Scratch, "many-on-server.ndjson");
        HearingsFile.Write(many, ManyOnServer);
        run.Line($"PostgreSQL, {ManyOnServer:N0} hearings in batches of 50, each its own transaction: the load, and Npgsql's own batching of the same rows with the same settings.");
        run.Line();
        run.Line("| | rows | load, rows a second | NpgsqlBatch, rows a second | load : plain |");
        run.Line("|---|---:|---:|---:|---:|");
        var ratios = new List<double>();
        for (var round = 1; round <= ManyRounds; round++)
        {
            var loaded = await server.NewSchemaAsync();
            var report = await loads.RunAsync(many, loaded, new LoadOptions());
            var target = await server.NewSchemaAsync();
            await loads.RunAsync(_update, target, new LoadOptions());
            await EmptyAsync(target);
            ratios.Add(Ratio(round, report, PlainInserts.Postgres(loaded, target)));
        }

        run.Line();
        Bar($"PostgreSQL: {ManyOnServer:N0} hearings at 0.5 or more of the rate of Npgsql's own batching (the worst round)", ratios.Min(), "", m => m >= 0.5);
    }

    private double Ratio(int round, LoadReport report, (long Rows, TimeSpan Took) plain)
    {
        var loaded = OwnLoads.RowsOf(report);
        if (loaded != plain.Rows)
        {
            throw new InvalidOperationException($"{loaded} rows were loaded, {plain.Rows} inserted");
        }

        run.Line($"| round {round} | {loaded:N0} | {Figures.Per(loaded / report.DurationSeconds)} | {Figures.Per(plain.Rows / plain.Took.TotalSeconds)} | {plain.Took.TotalSeconds / report.DurationSeconds:N2} |");
        return plain.Took.TotalSeconds / report.DurationSeconds;
    }

    private static async Task EmptyAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("truncate committees, hearings, hearing_committees, witnesses, witness_appearances, documents", connection);
        await command.ExecuteNonQueryAsync();
    }
}
