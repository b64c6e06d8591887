using System.Text.Json;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>Run by .ci/run alone, with HEARINGS_FILE naming the file of real hearings.</summary>
[Trait("Category", "RealInput")]
public sealed class RealHearingsTests(PostgresServer server) : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public Task The_real_hearings_load_completely_into_sqlite_and_joined_say_what_the_source_says() =>
        LoadAsync(TestDatabase.Sqlite(Path.Combine(_place.Folder, "hearings.db")));

    [Fact]
    public async Task The_real_hearings_load_completely_into_postgresql_and_joined_say_what_the_source_says() =>
        await LoadAsync(await TestDatabase.PostgresAsync(server));

    public void Dispose() => _place.Dispose();

    private async Task LoadAsync(TestDatabase database)
    {
        var file = Environment.GetEnvironmentVariable("HEARINGS_FILE") ?? throw new InvalidOperationException("HEARINGS_FILE names no file");
        using var source = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        var committees = source.RootElement.GetProperty("committees").EnumerateArray().ToList();
        var hearings = source.RootElement.GetProperty("hearings").EnumerateArray().ToList();
        string[] load = ["load", Workplace.Dataset("printed-hearings"), file, "--database", database.Given, "--batch-validation-timeout-ms", "60000", "--json"];

        var ended = await RollcallProcess.RunAsync(_place.Folder, load);

        Assert.True(ended.Code == 0, ended.Error);
        using var report = JsonDocument.Parse(ended.Out);
        Assert.Equal((committees.Count + hearings.Count, 0), (Number(report, "records_inserted"), Number(report, "records_quarantined")));
        Assert.Equal(hearings.Select(Told).Order(StringComparer.Ordinal), database.Query(Joined).Order(StringComparer.Ordinal));
        Assert.Equal(
            committees.SelectMany(c => c.GetProperty("subcommittees").EnumerateArray().Select(s => $"{Text(c, "name")}|{s.GetString()}")).Distinct().Order(StringComparer.Ordinal),
            database.Query("select committee, name from subcommittees").Order(StringComparer.Ordinal));
        Assert.Equal(
            hearings.SelectMany(h => h.GetProperty("witnesses").EnumerateArray().Select(w => $"{Text(h, "package_id")}|{Text(w, "name")}|{Text(w, "position")}")).Order(StringComparer.Ordinal),
            database.Query("select package_id, name, position from appearances join witnesses using (witness_id)").Order(StringComparer.Ordinal));
        database.AssertSound();

        var again = await RollcallProcess.RunAsync(_place.Folder, load);
        Assert.Equal("nothing_to_do", JsonDocument.Parse(again.Out).RootElement.GetProperty("stop_reason").GetString());
    }

    private const string Joined = """
        select h.package_id, c.name, c.chamber, h.congress, h.title, h.held_on, h.subcommittee, s.committee,
               (select count(*) from appearances a where a.package_id = h.package_id)
        from hearings h
        join committees c on c.name = h.committee
        left join subcommittees s on s.committee = h.committee and s.name = h.subcommittee
        """;

    private static string Told(JsonElement hearing) => string.Join('|', [
        Text(hearing, "package_id"),
        Text(hearing, "committee"),
        Text(hearing, "chamber"),
        Text(hearing, "congress"),
        Text(hearing, "title"),
        Text(hearing, "date"),
        Text(hearing, "subcommittee"),
        hearing.GetProperty("subcommittee").ValueKind == JsonValueKind.Null ? "∅" : Text(hearing, "committee"),
        $"{hearing.GetProperty("witnesses").GetArrayLength()}",
    ]);

    private static string Text(JsonElement record, string field) =>
        record.GetProperty(field) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "∅";

    private static int Number(JsonDocument report, string field) => report.RootElement.GetProperty(field).GetInt32();
}
