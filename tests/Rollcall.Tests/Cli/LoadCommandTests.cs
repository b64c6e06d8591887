using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Tests.Loading;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary><c>load</c> and <c>undo</c> as a user meets them: what they say, and what they end with.</summary>
public sealed class LoadCommandTests : IDisposable
{
    private readonly CliBench _cli = new();
    private readonly TestDatabase _database;

    public LoadCommandTests() => _database = TestDatabase.Sqlite(Path.Combine(_cli.Folder, "hearings.db"));

    private static string Dataset => Repository.PathOf("datasets/hearings.yaml");

    [Fact]
    public async Task A_load_without_refusals_ends_0_and_says_how_to_take_it_back()
    {
        Assert.Equal(0, await LoadAsync(Hearings(10)));

        Assert.Contains("completed (exit code 0): 18 of 18 records", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"are in {_database.Given}", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("hearings: 10 inserted, 0 updated, 0 deleted", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"rollcall undo hearings-", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"--output {_cli.Output}", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(10, _database.Count("hearings"));
    }

    [Fact]
    public async Task Refused_records_end_9_with_batch_record_key_and_reason_and_the_file_that_holds_them()
    {
        Assert.Equal(9, await LoadAsync(Hearings(10, bad: 4), "--batch-size", "6"));

        Assert.Contains("records_quarantined (exit code 9): 17 of 18 records", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("batch 3, record 13", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("event_id 100004", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("chamber must be one of House, Senate, NoChamber", _cli.Out, StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(_cli.Output, "quarantine-*.ndjson"));
        Assert.Contains(file, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"batch.load.rollback\"", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_with_the_names_of_the_contract()
    {
        Assert.Equal(9, await LoadAsync(Hearings(10, bad: 4), "--json"));

        var report = JsonDocument.Parse(_cli.Out).RootElement;
        Assert.Equal(
            (1, 0, 1, 17, 17, 0, 0, 1),
            (Of("batch_count"), Of("batches_succeeded"), Of("batches_failed"), Of("records_applied"), Of("records_inserted"), Of("records_updated"), Of("records_unchanged"), Of("records_quarantined")));
        Assert.Equal(JsonValueKind.Number, report.GetProperty("duration_seconds").ValueKind);
        Assert.Equal("one_of", report.GetProperty("batch_errors")[0].GetProperty("records")[0].GetProperty("reasons")[0].GetProperty("rule").GetString());
        Assert.Equal(_cli.Out, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_cli.Output, "load-*.json")), TestContext.Current.CancellationToken));
        int Of(string name) => report.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_makes_no_file()
    {
        Assert.Equal(9, await LoadAsync(Hearings(10, bad: 4), "--dry-run"));

        Assert.Contains("17 of 18 records", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("would be in", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("A dry run: nothing was written.", _cli.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_database.Given));
        Assert.False(Directory.Exists(_cli.Output));
    }

    [Fact]
    public async Task Standard_input_is_loaded()
    {
        _cli.Input = await File.ReadAllTextAsync(Hearings(10), TestContext.Current.CancellationToken);

        Assert.Equal(0, await LoadAsync("-"));

        Assert.Equal(10, _database.Count("hearings"));
    }

    [Fact]
    public async Task Too_much_refused_ends_4_and_says_what_to_do()
    {
        Assert.Equal(4, await LoadAsync(Hearings(10, bad: 4), "--max-quarantine", "0"));

        Assert.Contains("max_quarantine (exit code 4)", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1 of 18 records were refused; --max-quarantine allows 0", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_on_the_command_line_is_told_at_once()
    {
        Assert.Equal(2, await LoadAsync(Hearings(1), "--on-failure", "panic", "--format", "xml", "--max-quarantine", "some"));

        Assert.Contains("--on-failure: 'panic' is not allowed; give isolate or skip-batch", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--format: 'xml' is not allowed; give ndjson or json or csv", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--max-quarantine: 'some' is not allowed", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_definition_ends_2_with_its_lines()
    {
        var wrong = _cli.Write("wrong.yaml", "dataset: x\ntables:\n  a:\n    from: record\n    columns: { k: txt }\n    primary_key: [j]\n");

        Assert.Equal(2, await _cli.RunAsync("load", wrong, Hearings(1), "--output", _cli.Output));

        Assert.Contains($"{wrong}:5: tables.a.columns.k", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_not_there_ends_2_and_a_database_that_cannot_be_written_7()
    {
        Assert.Equal(2, await LoadAsync(Path.Combine(_cli.Folder, "nowhere.ndjson")));
        Assert.Contains("There is no source", _cli.Error, StringComparison.Ordinal);

        var file = _cli.Write("plain-file", "");
        Assert.Equal(7, await _cli.RunAsync("load", Dataset, Hearings(1), "--database", Path.Combine(file, "x.db"), "--output", _cli.Output));
        Assert.Contains("cannot be written", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_ends_7_and_is_left_alone()
    {
        var file = _cli.Write("hearings.db", new string('x', 8192));

        Assert.Equal(7, await LoadAsync(Hearings(1)));

        Assert.Contains("no SQLite database", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("BATCH_SIZE")]
    [InlineData("ROLLCALL_BATCH_SIZE")]
    public async Task The_batch_size_comes_from_the_environment_and_a_flag_wins(string variable)
    {
        _cli.Variables[variable] = "3";

        await LoadAsync(Hearings(10), "--json");
        Assert.Equal(6, JsonDocument.Parse(_cli.Out).RootElement.GetProperty("batch_count").GetInt32());

        await LoadAsync(Hearings(10), "--json", "--batch-size", "9");
        Assert.Equal(2, JsonDocument.Parse(_cli.Out).RootElement.GetProperty("batch_count").GetInt32());
    }

    [Fact]
    public async Task The_switch_comes_from_the_environment()
    {
        _cli.Variables["ENABLE_BATCH_PROCESSING"] = "false";

        Assert.Equal(9, await LoadAsync(Hearings(10, bad: 4)));

        Assert.Contains("batches are switched off", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, _database.Count("hearings"));
    }

    [Fact]
    public async Task On_a_terminal_progress_is_shown_and_warnings_are_plain_lines()
    {
        _cli.IsTerminal = true;

        Assert.Equal(9, await LoadAsync(Hearings(10, bad: 4)));

        Assert.Contains("records_quarantined", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\"event\"", _cli.Error, StringComparison.Ordinal);
        // On one console with the bar: past it, the two would overwrite each other.
        Assert.Contains("warning: Load hearings-", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_the_last_load_back_and_needs_only_the_output_folder()
    {
        await LoadAsync(Hearings(10));
        var before = _database.Dump();
        await LoadAsync(Hearings(20));

        Assert.Equal(0, await _cli.RunAsync("undo", "last", "--output", _cli.Output));

        Assert.Contains("took back hearings-", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("hearings: 0 inserted, 0 updated, 10 deleted", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(before, _database.Dump());
    }

    [Fact]
    public async Task Undo_with_json_is_one_document()
    {
        await LoadAsync(Hearings(10));

        Assert.Equal(0, await _cli.RunAsync("undo", "last", "--output", _cli.Output, "--json"));

        Assert.Equal(10, JsonDocument.Parse(_cli.Out).RootElement.GetProperty("rows").GetProperty("hearings").GetProperty("deleted").GetInt32());
    }

    [Fact]
    public async Task An_undo_in_conflict_ends_2_lists_the_rows_and_changes_nothing_until_forced()
    {
        await LoadAsync(Hearings(3));
        var load = _database.Query("select load_id from rollcall_loads")[0];
        _database.Execute("update hearings set location = 'elsewhere' where event_id = '100001'");
        var before = _database.Dump();

        Assert.Equal(2, await _cli.RunAsync("undo", load, "--output", _cli.Output));
        Assert.Contains("nothing was taken back", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("was changed since (location) (batch 1)", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--force", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(before, _database.Dump());

        Assert.Equal(0, await _cli.RunAsync("undo", load, "--output", _cli.Output, "--force"));
        Assert.Contains("overridden: hearings", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("backup", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, _database.Count("hearings"));
    }

    [Fact]
    public async Task An_undo_of_what_is_not_there_ends_2_and_says_where_loads_are_listed()
    {
        Assert.Equal(2, await _cli.RunAsync("undo", "hearings-x", "--database", Path.Combine(_cli.Folder, "none.db")));
        Assert.Contains("There is no database", _cli.Error, StringComparison.Ordinal);

        Assert.Equal(2, await _cli.RunAsync("undo", "hearings-x", "--output", _cli.Output));
        Assert.Contains("--database", _cli.Error, StringComparison.Ordinal);

        await LoadAsync(Hearings(3));
        Assert.Equal(2, await _cli.RunAsync("undo", "hearings-x", "--database", _database.Given));
        Assert.Contains("rollcall_loads", _cli.Error, StringComparison.Ordinal);

        Assert.Equal(2, await _cli.RunAsync("undo", "last", "--database", _database.Given, "--batch", "7"));
        Assert.Contains("It has batches 1 to 1", _cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private Task<int> LoadAsync(string source, params string[] options) =>
        _cli.RunAsync(["load", Dataset, source, "--database", _database.Given, "--output", _cli.Output, "--batch-validation-timeout-ms", "60000", .. options]);

    private string Hearings(int count, int bad = -1) => _cli.Write(
        $"hearings-{count}-{bad}.ndjson",
        string.Concat(SomeHearings.AllCommittees().Concat(Enumerable.Range(0, count).Select(n => n == bad ? SomeHearings.Hearing(n).With("chamber", "Lords") : SomeHearings.Hearing(n)))
            .Select((JsonObject r) => r.ToJsonString() + "\n")));
}
