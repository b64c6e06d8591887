using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly CliBench _cli = new();

    [Fact]
    public async Task A_run_says_what_came_of_it_and_where_everything_lies()
    {
        await using var site = await Site(mark: 40);

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "40", "--output", _cli.Output);

        Assert.True(code == 0, _cli.Error);
        var report = Report();
        Assert.Equal(40, report.GetProperty("total").GetInt32());
        Assert.Equal(40, report.GetProperty("succeeded").GetInt32() + report.GetProperty("no_record").GetInt32());
        Assert.Contains("1 to 40 · 40 ids to ask", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("completed (exit code 0): every id has an outcome", _cli.Out, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_cli.Output, "json"), _cli.Out, StringComparison.Ordinal);
        Assert.All(
            _cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal(report.GetProperty("run_id").GetString(), JsonDocument.Parse(line).RootElement.GetProperty("run_id").GetString()));
    }

    [Fact]
    public async Task With_json_stdout_is_one_document_the_report()
    {
        await using var site = await Site(mark: 10);

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output, "--json");

        Assert.Equal(0, code);
        var document = JsonDocument.Parse(_cli.Out).RootElement;
        Assert.Equal("completed", document.GetProperty("stop_reason").GetString());
        Assert.Equal(Report().GetRawText(), document.GetRawText());
    }

    [Fact]
    public async Task A_defect_that_one_of_several_runs_meets_does_not_stop_the_others()
    {
        await using var site = await Site(mark: 10);
        var other = _cli.Write("other.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken)).Replace("registry: practice-plain", "registry: other", StringComparison.Ordinal));
        _cli.Random = new DefectiveOnce();

        var code = await _cli.RunAsync("run", CliBench.Plain, other, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output, "--json");

        Assert.Equal(1, code);
        var runs = JsonDocument.Parse(_cli.Out).RootElement.GetProperty("runs").EnumerateArray().Select(r => (r.GetProperty("exit_code").GetInt32(), r.GetProperty("detail").GetString()!)).ToList();
        Assert.Equal([1, 0], runs.Select(r => r.Item1));
        Assert.Equal("internal_error: no chance", runs[0].Item2);
        Assert.Contains("This is a defect in Rollcall", _cli.Error, StringComparison.Ordinal);
        Assert.Contains(nameof(DefectiveOnce), _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_known_mark_max_cases_asks_so_many_numbers_from_the_start()
    {
        await using var site = await Site(mark: 60);

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--start", "30", "--max-cases", "50", "--output", _cli.Output, "--quiet");

        Assert.Equal(0, code);
        Assert.Equal(
            Enumerable.Range(30, 50).Select(n => $"{n}"),
            site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!).Except(["1", "99998"]).OrderBy(int.Parse));
    }

    [Fact]
    public async Task A_host_that_nobody_answers_at_ends_5_with_its_address_and_the_cause()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        _cli.Variables["ROLLCALL_MAX_RETRIES"] = "0";

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"http://127.0.0.1:{port}", "--end", "10", "--output", _cli.Output);

        Assert.Equal(5, code);
        Assert.Contains($"127.0.0.1:{port}", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("refused", _cli.Out, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("unreachable", Report().GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_made_ends_7_with_what_to_do()
    {
        await using var site = await Site(mark: 10);
        var file = _cli.Write("occupied", "");

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", Path.Combine(file, "below"));

        Assert.Equal(7, code);
        Assert.Contains("occupied", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("run the same command again", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(site.Requests.Read(new RequestFilter { Registry = "plain" }));
    }

    [Fact]
    public async Task Five_mistakes_in_a_definition_are_told_at_once_with_their_lines()
    {
        var file = _cli.Write("wrong.yaml", """
            registry: wrong
            site: not-an-address
            ids:
              pattern: "{nmuber}"
            ask:
              - get: "/x/{number}"
            judge:
              absent:
                - status: abc
              found:
                - at: "table["
              identity:
                at: ".n"
                is: "{number}"
            read:
              fields:
                title: { at: "h1", as: dat }
            """);

        var code = await _cli.RunAsync("run", file, "--output", _cli.Output);

        Assert.Equal(2, code);
        foreach (var line in (int[])[2, 4, 9, 11, 17])
        {
            Assert.Contains($"wrong.yaml:{line}: ", _cli.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_cli.Output));
    }

    [Fact]
    public async Task An_id_that_looks_like_a_path_never_leaves_the_output_folder()
    {
        await using var site = await Site(mark: 10);
        _cli.Write("ids.txt", "../../../escaped\n7\n");
        var file = _cli.Write("list.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
            .Replace("registry: practice-plain", "registry: practice-list", StringComparison.Ordinal)
            .Replace("is: \"{number}\"", "is: \"{id}\"", StringComparison.Ordinal)
            .Replace("/plain/{number}", "/plain/{id}", StringComparison.Ordinal));
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, WithListSource(text), TestContext.Current.CancellationToken);

        var code = await _cli.RunAsync("run", file, "--base-url", $"{site.Address}", "--output", _cli.Output, "--quiet");

        Assert.True(code is 0 or 3, _cli.Error);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(_cli.Folder)!, "*escaped*"));
        Assert.Empty(Directory.EnumerateFiles(_cli.Folder, "*escaped*"));
        Assert.Contains(Directory.EnumerateFiles(_cli.Output, "*", SearchOption.AllDirectories), f => f.Contains("escaped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_is_in_no_file_and_on_no_line()
    {
        const string Secret = "s3cret-Value/42";
        await using var site = await Site(mark: 10);
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.LayoutChange, Ids = ["3"] });
        _cli.Variables["REGISTRY_KEY"] = Secret;
        _cli.Variables["ROLLCALL_MAX_RETRIES"] = "0";
        var file = _cli.Write("secret.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
            .Replace("\"/plain/{number}\"", "\"/plain/{number}?key=${REGISTRY_KEY}\"", StringComparison.Ordinal));

        var code = await _cli.RunAsync("run", file, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output, "--persist-raw-html");

        Assert.Equal(3, code);
        Assert.Contains(site.Requests.Read(new RequestFilter { Registry = "plain" }), r => r.Path.Contains(Uri.EscapeDataString(Secret), StringComparison.Ordinal));
        var said = _cli.Out + _cli.Error;
        foreach (var form in (string[])[Secret, Uri.EscapeDataString(Secret)])
        {
            Assert.DoesNotContain(form, said, StringComparison.OrdinalIgnoreCase);
            Assert.All(Directory.EnumerateFiles(_cli.Output, "*", SearchOption.AllDirectories), path => Assert.DoesNotContain(form, File.ReadAllText(path), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_missing_secret_is_a_usage_error_that_names_it()
    {
        var file = _cli.Write("secret.yaml", (await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken))
            .Replace("\"/plain/{number}\"", "\"/plain/{number}?key=${REGISTRY_KEY}\"", StringComparison.Ordinal));

        Assert.Equal(2, await _cli.RunAsync("run", file, "--output", _cli.Output));
        Assert.Contains("${REGISTRY_KEY} is not set", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--end", "0", "--end 0 is below --start 1")]
    [InlineData("--end", "1.5", "--end: '1.5' is not allowed; give a whole number")]
    [InlineData("--year", "soon", "--year: 'soon' is not allowed; give 2025")]
    [InlineData("--start", "100000", "--start 100000 is outside")]
    [InlineData("--max-cases", "0", "--max-cases 0 asks for nothing")]
    [InlineData("--year", "2025", "--year fills nothing")]
    [InlineData("--set", "court=A", "--set court fills nothing")]
    [InlineData("--set", "court", "--set: 'court' is not allowed; give name=value")]
    [InlineData("--mode", "ftp", "--mode: 'ftp' is not allowed; give http or browser")]
    [InlineData("--base-url", "site.test", "--base-url: 'site.test' is not allowed")]
    [InlineData("--concurrency", "none", "--concurrency: concurrency: 'none' is not allowed; give a whole number from 1 to 256")]
    [InlineData("--refresh-older-than", "soon", "--refresh-older-than: 'soon' is not allowed")]
    [InlineData("--frobnicate", "1", "there is no option '--frobnicate'")]
    [InlineData("--concurency", "1", "there is no option '--concurency'; did you mean '--concurrency'?")]
    public async Task A_wrong_option_says_what_is_wrong_and_begins_no_run(string option, string value, string expected)
    {
        Assert.Equal(2, await _cli.RunAsync("run", CliBench.Plain, option, value, "--output", _cli.Output));

        Assert.Contains(expected, _cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Output));
    }

    [Theory]
    [InlineData("--end", "7", "--start and --end are numbers of a range")]
    [InlineData("--max-cases", "0", "--max-cases 0 asks for nothing")]
    [InlineData("--quiet", null, "holds no id")]
    public async Task A_list_that_cannot_be_walked_so_begins_no_run(string option, string? value, string expected)
    {
        var definition = _cli.Write("list.yaml", WithListSource(await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken)).Replace("{number}", "{id}", StringComparison.Ordinal));
        _cli.Write("ids.txt", value is null ? "# none yet\n" : "7\n9\n");

        Assert.Equal(2, await _cli.RunAsync(["run", definition, "--output", _cli.Output, option, .. value is null ? Array.Empty<string>() : [value]]));

        Assert.Contains(expected, _cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Output));
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_written_ends_7_with_its_path_and_asks_nothing()
    {
        await using var site = await Site(mark: 10);
        var output = Path.Combine(_cli.Write("file", ""), "output");

        Assert.Equal(7, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", output));

        Assert.Contains(output, _cli.Error, StringComparison.Ordinal);
        Assert.Contains("Make the output folder writable", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(site.Requests.Read(new RequestFilter()));
    }

    [Fact]
    public async Task Asking_what_is_old_again_is_no_trouble_where_there_is_nothing_yet()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 20, HoleRate = 0 } }, TestContext.Current.CancellationToken);

        Assert.Equal(0, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "3", "--refresh-older-than", "30d", "--output", _cli.Output, "--json"));

        Assert.Equal(3, JsonDocument.Parse(_cli.Out).RootElement.GetProperty("succeeded").GetInt32());
    }

    [Fact]
    public async Task A_safe_stop_names_the_absences_it_went_by_and_how_to_go_on()
    {
        await using var site = await Site(mark: 10);

        var code = await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "99999", "--safe-stop-no-records", "20", "--output", _cli.Output);

        Assert.True(code == 0, _cli.Error);
        Assert.Contains("none of the 20 ids from 11 to 30 has a record", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("higher --safe-stop-no-records", _cli.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private static Task<PracticeSite> Site(int mark) => PracticeSite.StartAsync(
        new PracticeOptions { Synthetic = new Numbering { Mark = mark, HoleRate = 0.05 } }, TestContext.Current.CancellationToken);

    private static string WithListSource(string text)
    {
        var lines = text.Split('\n').ToList();
        var ids = lines.FindIndex(l => l.StartsWith("ids:", StringComparison.Ordinal));
        var next = lines.FindIndex(ids + 1, l => l.Length > 0 && !char.IsWhiteSpace(l[0]));
        lines.RemoveRange(ids, next - ids);
        lines.InsertRange(ids, ["ids:", "  source: list", "  file: ids.txt"]);
        return string.Join('\n', lines.Where(l => !l.Contains("canaries", StringComparison.Ordinal) && !l.Contains("present:", StringComparison.Ordinal) && !l.Contains("absent: [", StringComparison.Ordinal)));
    }

    private JsonElement Report() => JsonDocument.Parse(File.ReadAllBytes(Directory.EnumerateFiles(_cli.Output, "report-*.json").Single())).RootElement;

    /// <summary>Fails the first time it is asked.</summary>
    private sealed class DefectiveOnce : Random
    {
        private bool _hasFailed;

        public override int Next()
        {
            if (_hasFailed)
            {
                return base.Next();
            }

            _hasFailed = true;
            throw new InvalidOperationException("no chance");
        }
    }
}
