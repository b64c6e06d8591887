using System.Text;
using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Batches;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>
/// Loads with random sources, settings and crashes, against an independent model. Seeds 1 to 8 on SQLite and 1001 and 1002 on PostgreSQL;
/// with <c>ROLLCALL_FULL=1</c> 1 to 200 and 1001 to 1050.
/// </summary>
[Trait("Category", "Long")]
public sealed class RandomLoadTests(PostgresServer server)
{
    [Fact]
    public async Task On_sqlite_the_database_equals_an_independent_model_and_is_sound_after_each_load()
    {
        for (var seed = 1; seed <= Amount.Of(8, full: 200); seed++)
        {
            using var folder = new TempFolder();
            await RunAsync(seed, TestDatabase.Sqlite(folder.At("hearings.db")), folder);
        }
    }

    [Fact]
    public async Task On_postgresql_the_database_equals_an_independent_model_after_each_load()
    {
        for (var seed = 1001; seed <= 1000 + Amount.Of(2, full: 50); seed++)
        {
            using var folder = new TempFolder();
            await RunAsync(seed, await TestDatabase.PostgresAsync(server), folder);
        }
    }

    private static async Task RunAsync(int seed, TestDatabase database, TempFolder folder)
    {
        var random = new Random(seed);
        var source = new RandomHearings(seed);
        var model = new HearingsModel();
        var poison = random.Next(2) == 0;
        for (var load = 0; load < 4; load++)
        {
            var bench = new LoadBench(database, folder);
            // The rule against poison can be given to the database only once the first load has made the tables.
            var records = source.Next(random.Next(1, 60), badShare: random.Next(4) * 0.1, poison && load > 0);
            var options = LoadBench.Options with
            {
                BatchSize = random.Next(1, 12),
                OnFailure = random.Next(3) == 0 ? OnFailure.SkipBatch : OnFailure.Isolate,
                EnableBatchProcessing = random.Next(5) != 0,
            };
            var refusedBefore = model.Refused;
            Expect(model, records, options);

            var report = await LoadThroughCrashesAsync(bench, bench.File(RandomHearings.Lines(records)), options, random);

            var context = $"seed {seed}, load {load}, {options}\n{RandomHearings.Lines(records)}";
            Assert.True(model.Dump() == StateOf(database), $"{context}\nmodel:\n{model.Dump()}\ndatabase:\n{StateOf(database)}");
            if (options.EnableBatchProcessing)
            {
                Assert.True(report.RecordsQuarantined == model.Refused - refusedBefore, $"{context}\n{report.RecordsQuarantined} refused, not {model.Refused - refusedBefore}");
                Assert.Equal(records.Count, report.RecordsApplied + report.RecordsQuarantined);
                Assert.Equal(report.RecordsQuarantined, LoadBench.Quarantine(report).Count);
            }

            database.AssertSound();
            if (load == 0 && poison)
            {
                RefusePoison(database);
            }
        }
    }

    private static void Expect(HearingsModel model, IReadOnlyList<System.Text.Json.Nodes.JsonObject?> records, LoadOptions options)
    {
        if (!options.EnableBatchProcessing)
        {
            model.LoadAllOrNothing(records, options.BatchSize);
        }
        else if (options.OnFailure == OnFailure.SkipBatch)
        {
            model.LoadWholeBatches(records, options.BatchSize);
        }
        else
        {
            model.Load(records, options.BatchSize);
        }
    }

    // The load is broken off at random steps, as by a crash, and started again until it gets through.
    private static async Task<LoadReport> LoadThroughCrashesAsync(LoadBench bench, string file, LoadOptions options, Random random)
    {
        for (var crashes = random.Next(3); crashes > 0; crashes--)
        {
            var step = LoadSteps.All[random.Next(LoadSteps.All.Count - 1)];
            bench.KillPoints = KillPoints.At($"{step}:{random.Next(1, 4)}", () => throw new SimulatedCrashException());
            try
            {
                // It may get through before the step comes up.
                return await bench.LoadFileAsync(file, options);
            }
            catch (SimulatedCrashException)
            {
                bench.KillPoints = KillPoints.None;
            }
        }

        bench.KillPoints = KillPoints.None;
        return await bench.LoadFileAsync(file, options);
    }

    private static void RefusePoison(TestDatabase database) => database.Execute(database.IsSqlite
        ? """
          create trigger poison_in before insert on hearings when new.title like 'poison%' begin select raise(abort, 'poison'); end;
          create trigger poison_up before update on hearings when new.title like 'poison%' begin select raise(abort, 'poison'); end;
          """
        : """
          create function poison() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
          create trigger poison before insert or update on hearings for each row when (new.title like 'poison%') execute function poison();
          """);

    private static string StateOf(TestDatabase database)
    {
        var text = new StringBuilder();
        void Lines(string sql)
        {
            foreach (var line in database.Query(sql).Order(StringComparer.Ordinal))
            {
                text.AppendLine(line);
            }
        }

        Lines("select 'committee ' || system_code || '|' || name || '|' || coalesce(chamber, '') || '|' || coalesce(parent, '') from committees");
        var date = database.IsSqlite ? "hearing_date" : "hearing_date::text";
        var moment = database.IsSqlite ? "update_date" : "to_char(update_date, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        foreach (var hearing in database.Query($"select event_id, congress, chamber, title, coalesce(hearing_type, '∅'), coalesce(status, '∅'), coalesce({date}, '∅'), coalesce(location, '∅'), coalesce({moment}, '∅'), hearing_id from hearings").Order(StringComparer.Ordinal))
        {
            var bar = hearing.LastIndexOf('|');
            text.AppendLine("hearing " + hearing[..bar]);
            var id = hearing[(bar + 1)..];
            Lines($"select '  of ' || system_code from hearing_committees join committees using (committee_id) where hearing_id = {id}");
            Lines($"select '  heard ' || name || '|' || organization || '|' || coalesce(position, '∅') from witness_appearances join witnesses using (witness_id) where hearing_id = {id}");
            Lines($"select '  filed ' || url || '|' || coalesce(type, '∅') || '|' || coalesce(title, '∅') from documents where hearing_id = {id}");
        }

        Lines("select 'witness ' || name || '|' || organization from witnesses");
        return text.ToString();
    }
}

internal sealed class SimulatedCrashException : Exception;
