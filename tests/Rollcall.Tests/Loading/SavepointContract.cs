using Rollcall.Loading.Databases;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>Points to come back to within a batch's transaction, on every database.</summary>
public abstract class SavepointContract : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public Task Going_back_to_the_start_of_a_batch_undoes_all_of_it_and_the_batch_goes_on() => OnlyKeptIsLeftAsync(session =>
    {
        session.BeginBatch(LoadBench.Hearings);
        session.Mark();
        Add(session, "undone");
        session.BackToMark();
        session.Mark();
        Add(session, "kept");
        session.KeepSinceMark();
    });

    [Fact]
    public Task Behind_what_was_kept_going_back_undoes_only_what_came_since() => OnlyKeptIsLeftAsync(session =>
    {
        session.BeginBatch(LoadBench.Hearings);
        session.Mark();
        Add(session, "kept");
        session.KeepSinceMark();
        session.Mark();
        Add(session, "undone");
        session.BackToMark();
    });

    [Fact]
    public Task In_any_other_transaction_what_came_before_a_point_stays() => OnlyKeptIsLeftAsync(session =>
    {
        session.BeginBatch(LoadBench.Hearings);
        session.Commit();
        session.Begin();
        Add(session, "kept");
        session.Mark();
        Add(session, "undone");
        session.BackToMark();
    });

    [Fact]
    public async Task The_first_point_of_a_batch_costs_no_savepoint()
    {
        using var session = Open(await NewAsync());
        session.BeginBatch(LoadBench.Hearings);

        session.Mark();

        Assert.ThrowsAny<Exception>(() => session.Run("release savepoint mark1"));
        session.Rollback();
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestDatabase> CreateAsync(string path);

    private async Task OnlyKeptIsLeftAsync(Action<DatabaseSession> write)
    {
        var database = await NewAsync();
        using var session = Open(database);

        write(session);
        session.Commit();

        Assert.Equal(["kept"], Names(database));
    }

    private static DatabaseSession Open(TestDatabase database) => DatabaseSession.Open(database.Address, new SessionOptions(TimeSpan.FromSeconds(5), WritesNothing: false));

    private static void Add(DatabaseSession session, string name) =>
        session.Run($"insert into committees (committee_id, system_code, name) values ({(name == "kept" ? 1 : 2)}, '{name}', '{name}')");

    private static IReadOnlyList<string> Names(TestDatabase database) => database.Query("select name from committees order by 1");

    // The tables of a load that brought nothing.
    private async Task<TestDatabase> NewAsync()
    {
        var bench = new LoadBench(await CreateAsync(_folder.At("hearings.db")), _folder);
        await bench.LoadAsync([]);
        return bench.Database;
    }
}

public sealed class SqliteSavepointTests : SavepointContract
{
    private protected override Task<TestDatabase> CreateAsync(string path) => Task.FromResult(TestDatabase.Sqlite(path));
}

public sealed class PostgresSavepointTests(PostgresServer server) : SavepointContract
{
    private protected override Task<TestDatabase> CreateAsync(string path) => TestDatabase.PostgresAsync(server);
}
