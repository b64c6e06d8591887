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
