using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice;
using Rollcall.Practice.Control;
using Rollcall.Practice.Faults;

namespace Rollcall.Tests.Practice;

public sealed class PracticeDocsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "practice-site.md"));

    [Fact]
    public void Every_fault_is_documented() =>
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.Contains($"`{kind.Text()}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_test_that_the_table_of_traps_names_is_there()
    {
        var named = Regex.Matches(Page, "`(?<name>[A-Z][a-z]*(_[a-z0-9]+){3,})`", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(m => m.Groups["name"].Value).Distinct().ToList();
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.True(named.Count > 15);
        Assert.All(named, name => Assert.Contains($" {name}(", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_control_is_documented()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var app = WebApplication.CreateSlimBuilder().Build();
        new ControlEndpoints(site).Map(app);

        var controls = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.Replace("/_practice", "", StringComparison.Ordinal)}")
            .ToList();

        Assert.True(controls.Count > 15);
        Assert.All(controls, control => Assert.True(
            Page.Contains($"`{control}`", StringComparison.Ordinal) || Page.Contains($"`{control}?", StringComparison.Ordinal), control));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Rollcall.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
