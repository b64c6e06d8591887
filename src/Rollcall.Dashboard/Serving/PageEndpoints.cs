using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Rollcall.Dashboard.Pages;
using Rollcall.Dashboard.State;

namespace Rollcall.Dashboard.Serving;

/// <summary>The pages, and what follows them as they change. Thread safe.</summary>
internal sealed class PageEndpoints(PageBook pages, PartStream stream, RegistryOffers offers, TokenGate gate, OutputState state, TimeProvider time, IAntiforgery antiforgery)
{
    private static readonly string[] Nothing = ["No run, partition or load of that name is in the output folder."];

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/start", (HttpContext context) => Show(context, StartPage(new StartForm { Offers = offers.All(), Folders = offers.Folders })));
        routes.MapGet("/login", (HttpContext context, string? next) => gate.IsClosed ? Show(context, LoginPage(next, wasWrong: false)) : Results.Redirect("/"));
        routes.MapGet("/events", (HttpContext context, string page) => FollowAsync(context, page));
        routes.MapGet("/{**path}", async (HttpContext context, string? path, string? did) =>
            await pages.FindAsync(path ?? "", context.Request.Query, context.RequestAborted) is { } page
                ? Show(context, page with { Said = did is null ? null : ActionBook.Sayings.GetValueOrDefault(did) })
                : Show(context, NotFoundPage, StatusCodes.Status404NotFound));
    }

    /// <summary>Shows a page.</summary>
    public IResult Show(HttpContext context, LivePage page, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return new RazorComponentResult<LiveShell>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(LiveShell.Page)] = page,
            [nameof(LiveShell.Token)] = TokenFor(context),
            [nameof(LiveShell.Folder)] = state.Folder,
            [nameof(LiveShell.Now)] = time.GetUtcNow(),
            [nameof(LiveShell.MayLogOut)] = gate.IsClosed && gate.Admits(context.Request),
        })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
    }

    /// <summary>The page with the form that starts a run.</summary>
    public static LivePage StartPage(StartForm form) => new("Start a run", [LivePart.Of<StartPart>("new-run", form)]) { Area = "start", IsLive = false };

    /// <summary>The page that asks for the token.</summary>
    public static LivePage LoginPage(string? next, bool wasWrong) => new(
        "Log in",
        [new LivePart("login", typeof(LoginPart), new Dictionary<string, object?>(StringComparer.Ordinal) { ["Model"] = LocalOnly(next), ["WasWrong"] = wasWrong })])
    {
        IsLive = false,
    };

    /// <summary>A page that says what could not be done.</summary>
    public static LivePage RefusedPage(IReadOnlyList<string> problems, string back) => new("Nothing was done", [LivePart.Of<RefusedPart>("refused", problems)])
    {
        IsLive = false,
        Path = [("Back", back)],
    };

    /// <summary>An address of ours; whatever is none becomes the first page.</summary>
    public static string LocalOnly(string? address) => address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";

    private static LivePage NotFoundPage => new("There is nothing here", [LivePart.Of<RefusedPart>("refused", Nothing)]) { IsLive = false, Path = [("Overview", "/")] };

    private FormToken TokenFor(HttpContext context)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return new FormToken(tokens.FormFieldName, tokens.RequestToken!);
    }

    private async Task FollowAsync(HttpContext context, string page)
    {
        var (path, query) = page.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (page[..at], page[at..]) : (page, "");
        var values = new QueryCollection(QueryHelpers.ParseQuery(query));
        await stream.SendAsync(context, TokenFor(context), cancellationToken => pages.FindAsync(path, values, cancellationToken));
    }
}
