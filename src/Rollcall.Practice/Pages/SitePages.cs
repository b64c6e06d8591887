using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Pages;

/// <summary>The pages that belong to no registry: home, login, robots.txt, and "not found" for the rest.</summary>
internal sealed class SitePages(Exchange exchange, Func<string> robots)
{
    private static readonly Reply Style = new(200, "text/css; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(SiteHtml.StyleSheet));

    private static readonly Reply Home = Reply.Html(200, SiteHtml.Page("Home",
        """
        <h1>Practice Registry Office</h1>
        <p>Welcome. These registries can be consulted here, one record at a time. Only the matches are listed.</p>
        <ul>
        <li><a href="/plain/1">The register</a>: one page for each entry, by its number.</li>
        <li><a href="/members/1">The members' register</a>: the same, for those who sign in.</li>
        <li><a href="/en/court-files-and-decisions/court-files">Court files</a>: a search by court number.</li>
        <li><a href="/webforms/Default.aspx">The roll of licences</a>: a search behind terms of use.</li>
        <li><a href="/json/notices/1">Notices</a>: an interface for programs, in JSON.</li>
        <li><a href="/matches">Matches</a>: lists under tabs, and sub-tabs.</li>
        </ul>
        """));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (RequestDelegate)(http => exchange.RunAsync(http, Home)));
        new LoginDesk(exchange).Map(routes);
        routes.MapGet("/site.css", (RequestDelegate)(http => exchange.RunAsync(http, Style)));
        routes.MapGet("/robots.txt", (RequestDelegate)(http => exchange.RunAsync(http, Reply.PlainText(200, robots()))));
        routes.MapFallback("{*path}", (RequestDelegate)(http => exchange.RunAsync(http, TroublePages.NotFound)));
    }
}
