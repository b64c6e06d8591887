using Rollcall.Loading.Accounts;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>Tables that are there already, on every database: they are told apart, never altered.</summary>
public abstract class SchemaContract : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Existing_tables_that_differ_are_named_with_every_difference_and_nothing_is_altered()
    {
        var bench = await NewAsync();
        bench.Database.Execute("""
            create table committees (committee_id integer primary key, system_code text not null, name text not null, chamber integer, remark text);
            create table hearings (hearing_id integer, event_id text unique, primary key (hearing_id));
            """);
        var before = bench.Database.Tables();

        var error = await Assert.ThrowsAsync<RollcallException>(() => bench.LoadAsync(SomeHearings.AllCommittees()));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("committees has no unique key on system_code", error.Message, StringComparison.Ordinal);
        Assert.Contains("committees.chamber is of type", error.Message, StringComparison.Ordinal);
        Assert.Contains("committees has no column parent", error.Message, StringComparison.Ordinal);
        Assert.Contains("committees has a column remark that the definition does not name", error.Message, StringComparison.Ordinal);
        Assert.Contains("hearings has no column title", error.Message, StringComparison.Ordinal);
        Assert.Contains("committees has no foreign key parent → committees system_code", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Database.Tables());
    }

    [Fact]
    public async Task Tables_made_by_a_load_fit_the_next_one()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());

        Assert.Equal(LoadStatus.Complete, (await bench.LoadAsync([SomeHearings.Hearing(1)])).Status);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestDatabase> CreateAsync(string path);

    private async Task<LoadBench> NewAsync() => new(await CreateAsync(_folder.At("hearings.db")), _folder);
}

public sealed class SqliteSchemaTests : SchemaContract
{
    [Theory]
    [InlineData("")]
    [InlineData("not deferrable initially deferred")]
    [InlineData("Deferrable Initially\tDeferred")]
    public async Task Rows_may_come_before_those_they_refer_to_however_the_tables_declare_their_keys(string declared)
    {
        using var folder = new TempFolder();
        var (made, given) = (TestDatabase.Sqlite(folder.At("made.db")), TestDatabase.Sqlite(folder.At("given.db")));
        await new LoadBench(made, folder).LoadAsync([]);
        foreach (var sql in made.Query("select sql from sqlite_master where sql is not null and name not like 'rollcall%' order by rowid"))
        {
            given.Execute(sql.Replace("deferrable initially deferred", declared, StringComparison.Ordinal));
        }

        var parent = SomeHearings.Committee(0).With("parent", null);
        var child = SomeHearings.Committee(1).With("parent", parent["system_code"]!.GetValue<string>());
        var report = await new LoadBench(given, folder).LoadAsync([child, parent]);

        Assert.Equal((LoadStatus.Complete, 2), (report.Status, given.Count("committees")));
    }

    private protected override Task<TestDatabase> CreateAsync(string path) => Task.FromResult(TestDatabase.Sqlite(path));
}

public sealed class PostgresSchemaTests(PostgresServer server) : SchemaContract
{
    private protected override Task<TestDatabase> CreateAsync(string path) => TestDatabase.PostgresAsync(server);
}
