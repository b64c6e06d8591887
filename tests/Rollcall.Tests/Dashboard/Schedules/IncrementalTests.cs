using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Settings;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Dashboard.Processes;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

/// <summary>A job on a manual clock that starts the real command line against the practice site.</summary>
[Trait("Category", "Long")]
public sealed class IncrementalTests : IAsyncDisposable
{
    private const int Mark = 30;
    private const int End = 40;

    private readonly Scheduling _schedule = new();
    private readonly TempFolder _folder = new();
    private int _asked;

    [Fact]
    public async Task Each_start_asks_what_is_new_what_failed_and_what_has_expired_and_loads_what_it_brought()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = Mark, HoleRate = 0.2 } }, TestContext.Current.CancellationToken);
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = ["5"] });
        var job = Scheduling.Nightly() with
        {
            Registries = [CliBench.Plain],
            BaseUrl = site.Address.GetLeftPart(UriPartial.Authority),
            End = End,
            Load = Dataset(),
            Settings = Settings(("max_retries", "0"), ("database", _folder.At("plain.db"))),
        };
        await _schedule.StartAsync(job, Launching.Cli);

        // The first asks everything.
        Assert.Equal((3, 0), await NextNightAsync(1));
        Assert.Equal(Numbers(1, End), Asked(site));
        Assert.Equal(Found(site).Except([5]), Loaded());

        // The second asks what failed, and what was above the highest record then: there are new ones.
        site.Plain.SetFaults();
        Assert.True(site.Plain.TryGrow("", Mark + 5));
        Assert.Equal((0, 0), await NextNightAsync(2));
        Assert.Equal(Numbers(Mark + 1, End).Prepend(5), Asked(site));
        Assert.Equal(Found(site), Loaded());

        // With absences that expire at once, those below the highest record are asked again, too.
        await _schedule.StopAsync();
        await _schedule.StartAsync(job with { Settings = Settings(("no_record_ttl", "0s"), ("database", _folder.At("plain.db"))) }, Launching.Cli);
        Assert.Equal(0, (await NextNightAsync(3)).Code);
        Assert.Equal(Numbers(1, End).Except(Found(site)), Asked(site));
    }

    public async ValueTask DisposeAsync()
    {
        await _schedule.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static IEnumerable<int> Numbers(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static ImmutableSortedDictionary<string, string> Settings(params (string Name, string Value)[] settings) => settings.ToImmutableSortedDictionary(s => s.Name, s => s.Value);

    private static IEnumerable<int> Found(PracticeSite site) => Numbers(1, End).Where(n => site.Plain.Truth($"{n}").Outcome == ExpectedOutcome.Success);

    private async Task<(int? Code, int? Load)> NextNightAsync(int night)
    {
        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync("ended", night);
        var start = _schedule.Starts()[0];
        Assert.Null(start.NotStarted);
        return (start.ExitCode, start.LoadExitCode);
    }

    /// <summary>The ids asked since the last look, canaries left out, each once: one that failed has a second chance at the end of its run.</summary>
    private IEnumerable<int> Asked(PracticeSite site)
    {
        var all = site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!).ToList();
        var since = all.Skip(_asked).ToList();
        _asked = all.Count;
        var canaries = File.ReadLines(Path.Combine(_schedule.Output, $"audit_{_schedule.Starts()[0].RunIds.Single()}.ndjson"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(e => e.TryGetProperty("kind", out var kind) && kind.GetString() == "canary").Select(e => e.GetProperty("case_id").GetString()!);
        return CanaryRequests.TakenFrom(since, canaries).Select(int.Parse).Distinct().Order();
    }

    private string Dataset()
    {
        var file = _folder.At("plain.yaml");
        File.WriteAllText(file, """
            dataset: plain
            tables:
              records:
                from: record
                columns:
                  number: { type: integer, from: case_id, required: true }
                  title: { type: text, from: fields.title }
                primary_key: [number]
            """);
        return file;
    }

    private List<int> Loaded()
    {
        using var database = new SqliteConnection($"Data Source={_folder.At("plain.db")}");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "select number from records order by number";
        using var reader = command.ExecuteReader();
        var numbers = new List<int>();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }
}
