using System.CommandLine;
using Rollcall.Cli;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private const int ScreenLines = 50;

    private readonly CliBench _cli = new();

    public static TheoryData<string> Commands => [.. CliApp.Root(CliEnvironment.OfProcess()).Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_a_command_fits_a_screen_and_describes_every_option(string command)
    {
        Assert.Equal(0, await _cli.RunAsync(command, "--help"));

        var lines = _cli.Out.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 5, ScreenLines);
        var options = CliApp.Root(CliEnvironment.OfProcess()).Subcommands.Single(c => c.Name == command).Options;
        Assert.All(options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
    }

    [Fact]
    public async Task The_general_help_names_every_command_on_one_small_screen()
    {
        Assert.Equal(0, await _cli.RunAsync("--help"));

        var help = _cli.Out;
        var lines = help.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 10, 30);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 120));
        Assert.Equal(0, await _cli.RunAsync());
        Assert.Equal(help, _cli.Out);

        Assert.All(CliApp.Root(CliEnvironment.OfProcess()).Subcommands, c => Assert.Contains($"  {c.Name} ", _cli.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new[] { "chek", "registries/x.yaml" }, "there is no command 'chek'; did you mean 'check'?")]
    [InlineData(new[] { "--verion" }, "there is no option '--verion'; did you mean '--version'?")]
    [InlineData(new[] { "check", "x.yaml", "--lvie" }, "there is no option '--lvie'; did you mean '--live'?")]
    [InlineData(new[] { "check", "x.yaml", "y.yaml" }, "there is no place for 'y.yaml'")]
    [InlineData(new[] { "practice", "--port", "http" }, "--port: 'http' is not allowed; give a whole number")]
    public async Task A_slip_on_the_command_line_is_one_line_that_names_it(string[] arguments, string expected)
    {
        Assert.Equal(2, await _cli.RunAsync(arguments));

        Assert.Equal([$"rollcall: {expected}", "  See: rollcall"], _cli.Error.TrimEnd().Split(Environment.NewLine).Select((line, at) => at == 0 ? line : line[.."  See: rollcall".Length]));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_demo_ends_0_with_counts_that_add_up()
    {
        var code = await _cli.RunAsync("demo", "--output", _cli.Output);

        Assert.True(code == 0, _cli.Error);
        var records = Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "*.json", SearchOption.AllDirectories).Count();
        var database = TestDatabase.Sqlite(Path.Combine(_cli.Output, "cases.db"));
        Assert.Equal(records, database.Count("cases"));
        Assert.True(database.Count("docket_entries") > records);
        Assert.Contains($"{records} of {records} records", _cli.Out, StringComparison.Ordinal);
        Assert.Contains(database.Given, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("cases: " + records + " inserted", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_shows_what_each_rule_saw_for_the_canaries()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var code = await _cli.RunAsync("check", CliBench.Plain, "--live", "--base-url", $"{site.Address}");

        Assert.True(code == 0, _cli.Error);
        Assert.Contains("1 (must exist)", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("⇒ found", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("⇒ absent", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, _cli.Out.Split(" title = ").Length - 1);
        Assert.Contains("✓ ", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.LayoutChange, 6)]
    [InlineData(FaultKind.Reset, 5)]
    public async Task Check_ends_with_the_code_of_what_is_wrong_with_the_site(FaultKind fault, int expected)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        site.Plain.SetFaults(new FaultRule { Kind = fault });

        Assert.Equal(expected, await _cli.RunAsync("check", CliBench.Plain, "--live", "--base-url", $"{site.Address}"));
        Assert.Contains("rollcall: 1", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_a_sound_definition_says_so_without_asking_the_site()
    {
        Assert.Equal(0, await _cli.RunAsync("check", CliBench.Plain));

        Assert.Contains("the definition is sound", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_settings_of_the_definition_that_do_not_go_together()
    {
        var text = await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken);
        var file = _cli.Write("x.yaml", text.Replace("delay_min: 0s", "delay_min: 5s", StringComparison.Ordinal));

        Assert.Equal(2, await _cli.RunAsync("check", file));

        Assert.Contains("delay_min (5s, ", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sound", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_a_folder_says_that_it_is_one()
    {
        Assert.Equal(2, await _cli.RunAsync("check", _cli.Folder));

        Assert.Contains("this is a folder", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_how_the_newest_run_ended()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 10 } }, TestContext.Current.CancellationToken);
        await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output, "--quiet");

        Assert.Equal(0, await _cli.RunAsync("status", "--output", _cli.Output));

        Assert.Contains("completed (exit code 0)", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("10 found, 0 no record, 0 failed", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_proves_a_whole_run_and_names_what_is_missing_afterwards()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 10 } }, TestContext.Current.CancellationToken);
        await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output, "--quiet");

        Assert.True(await _cli.RunAsync("verify", "--output", _cli.Output) == 0, _cli.Out + _cli.Error);
        Assert.Contains("is accounted for", _cli.Out, StringComparison.Ordinal);

        File.Delete(Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "7-*.json", SearchOption.AllDirectories).Single());
        Assert.Equal(8, await _cli.RunAsync("verify", "practice-plain", "--output", _cli.Output));
        Assert.Contains("record_missing", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("NOT accounted for: 1 numbers: 7", _cli.Out, StringComparison.Ordinal);

        Assert.Equal(8, await _cli.RunAsync("verify", CliBench.Plain, "--output", _cli.Output, "--json"));
        Assert.Equal("7", System.Text.Json.JsonDocument.Parse(_cli.Out).RootElement.GetProperty("not_accounted_for").GetString());
    }

    [Fact]
    public async Task Verify_certifies_every_partition_of_a_registry_and_the_worst_decides()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 5 } }, TestContext.Current.CancellationToken);
        var definition = await YearsAsync();
        Assert.Equal(0, await RunYearsAsync(site, definition, "2021..2023"));
        var run = Partitions().Single(p => p.Year == "2022").Run;
        File.Delete(Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "*.json", SearchOption.AllDirectories).Single(f => File.ReadAllText(f) is var text
            && text.Contains("\"2022\"", StringComparison.Ordinal) && text.Contains("\"case_id\": \"4\"", StringComparison.Ordinal)));

        foreach (var named in (string[][])[[definition], ["years"], []])
        {
            Assert.Equal(8, await _cli.RunAsync(["verify", .. named, "--output", _cli.Output, "--json"]));
            var document = System.Text.Json.JsonDocument.Parse(_cli.Out).RootElement;
            Assert.Equal((8, false), (document.GetProperty("exit_code").GetInt32(), document.GetProperty("is_complete").GetBoolean()));
            Assert.Equal(
                [("2021", ""), ("2022", "4"), ("2023", "")],
                document.GetProperty("certificates").EnumerateArray().Select(c => (c.GetProperty("partition").GetString()!, c.GetProperty("not_accounted_for").GetString()!)));
        }

        Assert.Equal(8, await _cli.RunAsync("verify", "years", "--output", _cli.Output));
        Assert.Contains("years/2021: 5 numbers", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("NOT accounted for: years/2022, of 3 partitions", _cli.Out, StringComparison.Ordinal);

        Assert.Equal(8, await _cli.RunAsync("verify", run, "--output", _cli.Output));
        Assert.DoesNotContain("years/2021", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("verify", definition, "--partition", "2023", "--output", _cli.Output));
        Assert.DoesNotContain("years/2022", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_by_itself_takes_what_the_newest_run_was_begun_with_also_what_was_taken_up_again()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 5 } }, TestContext.Current.CancellationToken);
        var definition = await YearsAsync();
        Assert.Equal(0, await RunYearsAsync(site, definition, "2019"));
        Assert.Equal(0, await RunYearsAsync(site, definition, "2021,2022"));

        // As if 2021 had not ended: it is taken up in the batch that it began in; 2022 begins anew, in a batch of its own.
        var journal = Path.Combine(_cli.Output, $"audit_{Partitions().Single(p => p.Year == "2021").Run}.ndjson");
        var lines = await File.ReadAllLinesAsync(journal, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(journal, lines[..^1], TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(_cli.Output, "checkpoints"), recursive: true);
        Assert.Equal(0, await RunYearsAsync(site, definition, "2021,2022"));
        Assert.Equal(["2019", "2021", "2022", "2022"], Partitions().Select(p => p.Year).Order(StringComparer.Ordinal));

        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));

        Assert.Contains("years/2021", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("All 2 partitions are accounted for.", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_folder_of_a_definition_is_looked_into_when_the_definition_is_named()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 5 } }, TestContext.Current.CancellationToken);
        var definition = _cli.Write("own.yaml", await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken) + $"  output_dir: {_cli.Output}\n");
        Assert.Equal(0, await _cli.RunAsync("run", definition, "--base-url", $"{site.Address}", "--end", "5", "--quiet"));

        Assert.Equal(0, await _cli.RunAsync("verify", definition));
        Assert.Contains("practice-plain/all: 5 numbers", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("status", definition));
        Assert.Contains("completed (exit code 0)", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--registry", definition));
        Assert.Contains("no id failed", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_without_a_run_says_where_it_looked()
    {
        Assert.Equal(2, await _cli.RunAsync("status", "--output", _cli.Output));

        Assert.Contains(_cli.Output, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Practice_tells_every_wrong_option_at_once()
    {
        Assert.Equal(2, await _cli.RunAsync("practice", "--fault", "frobnicate", "--latency", "soon"));

        Assert.Contains("frobnicate", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("soon", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_settings_file_is_told_with_its_lines()
    {
        var file = _cli.Write("settings.yaml", "concurrency: 0\nmax_retires: 2\ndelay_min: [1]\n");

        Assert.Equal(2, await _cli.RunAsync("run", CliBench.Plain, "--settings", file, "--output", _cli.Output));

        Assert.Contains($"{file}:1: concurrency: '0' is not allowed", _cli.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:2: there is no setting 'max_retires'; did you mean 'max_retries'?", _cli.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:3: delay_min", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_variable_that_is_no_setting_is_an_error()
    {
        _cli.Variables["ROLLCALL_CONCURENCY"] = "8";

        Assert.Equal(2, await _cli.RunAsync("run", CliBench.Plain, "--output", _cli.Output));

        Assert.Contains("ROLLCALL_CONCURENCY", _cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>A registry whose years are partitions.</summary>
    private async Task<string> YearsAsync() => _cli.Write("years.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
        .Replace("registry: practice-plain", "registry: years", StringComparison.Ordinal)
        .Replace("/plain/{number}", "/plain/{number}?year={yyyy}", StringComparison.Ordinal));

    private Task<int> RunYearsAsync(PracticeSite site, string definition, string years) =>
        _cli.RunAsync("run", definition, "--year", years, "--base-url", $"{site.Address}", "--end", "5", "--output", _cli.Output, "--quiet");

    private List<(string Year, string Run)> Partitions() =>
    [
        .. Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson").Select(f => System.Text.Json.JsonDocument.Parse(File.ReadLines(f).First()).RootElement)
            .Select(h => (h.GetProperty("partition").GetString()!, h.GetProperty("run_id").GetString()!)),
    ];
}
