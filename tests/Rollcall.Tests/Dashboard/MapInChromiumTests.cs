using Rollcall.Dashboard.Look;
using Rollcall.Reporting.Maps;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Reporting.Maps;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard;

[Collection(ChromiumFixture.Name)]
public sealed class MapInChromiumTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Maps_fit_wide_and_narrow_windows()
    {
        var page = await chromium.BlankPageAsync();
        await page.SetContentAsync(await Html.OfAsync<PageShell>(new Dictionary<string, object?>
        {
            ["Title"] = "Maps",
            ["ChildContent"] = Cards(SomeAccounts.Mixed(), IdAccount.Of(SomeAccounts.Sets("1-24667", succeeded: "1-999,1001-2000,2041-24000", failed: "1000,2001-2020", absent: "24001-24600", unconfirmed: "24001-24050", seen: 24050))),
        }));
        Assert.Equal(0, await Screens.TakeAsync(page, "map"));
        await page.CloseAsync();
    }

    private static Microsoft.AspNetCore.Components.RenderFragment Cards(params IdAccount[] accounts) => builder =>
    {
        foreach (var account in accounts)
        {
            builder.OpenElement(0, "section");
            builder.AddAttribute(1, "class", "card");
            builder.OpenComponent<IdMapView>(2);
            builder.AddComponentParameter(3, "Map", IdMap.Of(account));
            builder.CloseComponent();
            builder.CloseElement();
        }
    };
}
