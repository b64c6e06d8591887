using System.Text.RegularExpressions;
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

    [GeneratedRegex(@"^\| \d+ \| ", RegexOptions.None, 1000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"\]\((?<to>[^)#:]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
