using System.Text.Json;
using System.Text.RegularExpressions;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>Every definition of <c>docs/cookbook.md</c> collects from the practice site what it says it does.</summary>
public sealed partial class CookbookTests : IDisposable
{
    /// <summary>What an entry is asked with besides, and the registry of the practice site that knows the truth, by the entry's name.</summary>
    private static readonly Dictionary<string, (string[] Arguments, string Truth)> Entries = new()
    {
        ["cookbook-get"] = (["--end", "25"], "plain"),
        ["cookbook-form"] = (["--end", "25"], "webforms"),
        ["cookbook-dialog"] = (["--year", "2019", "--end", "6"], "court"),
        ["cookbook-json"] = (["--end", "25"], "json"),
        ["cookbook-login"] = (["--end", "25"], "plain"),
        ["cookbook-pages"] = (["--end", "25"], "webforms"),
        ["cookbook-tabs"] = (["--max-cases", "8"], "matches"),
    };

    private readonly CliBench _cli = new();

    public static TheoryData<string> Names => [.. Definitions().Keys];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Every_entry_of_the_page_is_run_and_every_entry_that_is_run_is_on_the_page() => Assert.Equal(Entries.Keys.Order(), Definitions().Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_leaves_nothing_to_warn_of(string name) => 
        Assert.Equal((0, 0), RegistryReader.Parse("x.yaml", Definitions()[name]) is var read ? (read.Errors.Length, read.Warnings.Length) : default);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_entry_collects_what_the_site_holds(string name)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        (_cli.Variables["REGISTRY_USER"], _cli.Variables["REGISTRY_PASSWORD"]) = ("reader", "practice");
        var (arguments, registry) = Entries[name];

        var code = await _cli.RunAsync(["run", _cli.Write(name + ".yaml", Definitions()[name]), "--base-url", $"{site.Address}", "--output", _cli.Output, .. arguments]);

        Assert.True(code == 0, _cli.Out + _cli.Error);
        AssertTruth(site.Registries[registry]);

        // Of the tabs, not every item was asked that is listed.
        Assert.Equal(name == "cookbook-tabs" ? 8 : 0, await _cli.RunAsync("verify", "--output", _cli.Output));
        Assert.DoesNotContain(Directory.EnumerateFiles(_cli.Output, "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains("=practice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_is_not_followed_where_robots_txt_forbids_its_next_page()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Robots = "User-agent: *\nDisallow: /json/notices/*page=\n" }, TestContext.Current.CancellationToken);
        _cli.Variables["ROLLCALL_MAX_RETRIES"] = "0";
        var many = site.Json.Truths("", 1, 30).Where(t => t.Tables.TryGetValue("parties", out var parties) && parties.Count > 4).Select(t => t.Id).ToList();

        await _cli.RunAsync("run", _cli.Write("json.yaml", Definitions()["cookbook-json"]), "--base-url", $"{site.Address}", "--output", _cli.Output, "--end", many[0]);

        Assert.Contains("robots.txt of 127.0.0.1", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Requests.Read(new RequestFilter { Registry = "json" }), r => r.Path.Contains("page=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_was_kept_is_read_again_as_a_whole()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var definition = Definitions()["cookbook-json"];
        var file = _cli.Write("json.yaml", definition.Replace("role: role, ", "", StringComparison.Ordinal));
        Assert.Equal(0, await _cli.RunAsync("run", file, "--base-url", $"{site.Address}", "--output", _cli.Output, "--end", "12", "--persist-raw-html"));
        var asked = site.Requests.Total;
        _cli.Write("json.yaml", definition);

        Assert.True(await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--force-overwrite") == 0, _cli.Error + _cli.Out);

        Assert.Equal(asked, site.Requests.Total);
        AssertTruth(site.Json);
    }

    private void AssertTruth(PracticeRegistry registry)
    {
        var records = Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "*.json", SearchOption.AllDirectories).Select(f => JsonDocument.Parse(File.ReadAllText(f)).RootElement).ToList();
        Assert.True(records.Count > 3);
        Assert.All(records, record =>
        {
            var truth = registry.Truth(record.GetProperty("case_id").GetString()!);
            Assert.Equal(ExpectedOutcome.Success, truth.Outcome);
            var fields = record.GetProperty("fields").EnumerateObject().ToList();
            Assert.All(fields.Where(f => truth.Fields.ContainsKey(f.Name)), f => Assert.Equal(truth.Fields[f.Name], f.Value.ToString()));
            Assert.All(
                record.GetProperty("tables").EnumerateObject(),
                t => Assert.Equal(truth.Tables[t.Name].Select(r => string.Join('|', r.Values)), t.Value.EnumerateArray().Select(r => string.Join('|', r.EnumerateObject().Select(c => c.Value.ToString())))));
        });
    }

    private static Dictionary<string, string> Definitions() => YamlBlock().Matches(File.ReadAllText(Repository.PathOf("docs/cookbook.md")).ReplaceLineEndings("\n"))
        .Select(m => m.Groups["yaml"].Value).ToDictionary(y => y.Split('\n')[0]["registry: ".Length..]);

    [GeneratedRegex(@"^```yaml\n(?<yaml>registry: .*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex YamlBlock();
}
