using System.Text.RegularExpressions;
using Rollcall.Cli;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Architecture;

/// <summary>What the docs promise is what the code does.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_settings_page_lists_every_setting_with_its_default_and_bounds()
    {
        var rows = SettingCatalog.All.Select(s => $"| `{s.Name}` | {(s.Default.Length == 0 ? "empty" : s.Default)} | {s.Allowed} | {s.Note} |");
        var page = Repository.Lines("docs/settings.md").ToList();
        var header = page.IndexOf("|---|---|---|---|") + 1;
        var end = page.FindIndex(header, line => !line.StartsWith('|'));

        Repository.AssertUpToDate("docs/settings.md", string.Join('\n', [.. page[..header], .. rows, .. page[end..], ""]));
    }

    [Fact]
    public void The_readme_lists_every_exit_code_with_its_name_and_stop_reasons()
    {
        var expected = Enum.GetValues<ExitCode>().Select(code =>
        {
            var reasons = Enum.GetValues<StopReason>().Where(r => r.Code() == code).Select(r => $"`{r.Word()}`");
            return $"| {(int)code} | {code} | {string.Join(", ", reasons)}".TrimEnd() + " |";
        });

        Assert.Equal(expected, Repository.Lines("README.md").Where(l => ExitCodeRow().IsMatch(l)));
    }

    [Fact]
    public void Every_page_that_a_page_links_to_is_there()
    {
        var missing =
            from page in Directory.EnumerateFiles(Repository.Folder, "*.md", SearchOption.AllDirectories)
            where !page.Contains("/bin/", StringComparison.Ordinal) && !page.Contains("/obj/", StringComparison.Ordinal)
            from Match link in Link().Matches(File.ReadAllText(page))
            let target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups["to"].Value)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{Path.GetRelativePath(Repository.Folder, page)} → {link.Groups["to"].Value}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_command_line_that_a_page_or_a_help_shows_is_understood()
    {
        var root = CliApp.Root(CliEnvironment.OfProcess());
        var shown = Pages.SelectMany(page => CommandLine().Matches(File.ReadAllText(page)))
            .Concat(root.Subcommands.Append(root).SelectMany(command => HelpExample().Matches(command.Description!)))
            .Select(match => match.Groups["line"].Value.Split(" #")[0].Split('<')[0].Trim()).ToList();

        var wrong = shown.SelectMany(line => root.Parse(line).Errors.Select(error => $"{line}: {error.Message}"));

        Assert.InRange(shown.Count, 20, 200);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_flag_that_a_page_names_is_one_that_there_is()
    {
        var root = CliApp.Root(CliEnvironment.OfProcess());
        string[] ofOthers = ["--full", "--only", "--remote-debugging-port", "--rollcall-folder"]; // ./test, the benchmarks, and Chromium's command line
        var flags = root.Subcommands.Append(root).SelectMany(command => command.Options).Select(option => option.Name).Concat(ofOthers).ToHashSet(StringComparer.Ordinal);
        var named = Pages.SelectMany(page => Flag().Matches(File.ReadAllText(page)).Select(match => match.Groups["flag"].Value)).Distinct().ToList();

        Assert.InRange(named.Count, 20, 200);
        Assert.Empty(named.Except(flags));
    }

    private static IEnumerable<string> Pages =>
        [.. new[] { "README.md", "CONTRIBUTING.md" }.Select(Repository.PathOf), .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")];

    [GeneratedRegex(@"(^ {4}|`)\./rollcall (?<line>[^`\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^ *rollcall (?<line>(?! )[a-z].*?)(  .*)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpExample();

    [GeneratedRegex(@"`(?<flag>--[a-z][a-z-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Flag();

    [GeneratedRegex(@"^\| \d+ \| ", RegexOptions.None, 1000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"\]\((?<to>[^)#:]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
