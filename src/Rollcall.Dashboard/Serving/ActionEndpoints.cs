using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Dashboard.Pages;
using Rollcall.Dashboard.State;

namespace Rollcall.Dashboard.Serving;

/// <summary>Everything that changes something: POST only, from our own pages only (<see cref="OriginGuard"/>), with the form's token. Thread safe.</summary>
internal sealed class ActionEndpoints(PageEndpoints pages, ActionBook actions, RegistryOffers offers, TokenGate gate, OutputState state, IAntiforgery antiforgery)
{
    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/start", WithForm(StartAsync));
        routes.MapPost("/runs/{id}/stop", WithRun((run, _, _) => Task.FromResult(actions.Stop(run))));
        routes.MapPost("/runs/{id}/resume", WithRun((run, _, aborted) => actions.ResumeAsync(run, aborted)));
        routes.MapPost("/runs/{id}/retry", WithRun((run, form, aborted) => actions.RetryAsync(run, form["class"].ToString(), aborted)));
        routes.MapPost("/certificates", WithForm((context, form) => Task.FromResult(Certify(context, form))));
        routes.MapPost("/login", WithForm(LogInAsync));
        routes.MapPost("/logout", WithForm((context, _) =>
        {
            TokenGate.LogOut(context);
            return Task.FromResult(Results.Redirect("/login"));
        }));
    }

    private async Task<IResult> StartAsync(HttpContext context, IFormCollection fields)
    {
        var form = StartForm.Of(fields, offers);
        if (form.Order(out var problems) is not { } order)
        {
            return pages.Show(context, PageEndpoints.StartPage(form with { Problems = problems }), StatusCodes.Status422UnprocessableEntity);
        }

        return await actions.StartAsync(order, context.RequestAborted) switch
        {
            Done.Refused refused => pages.Show(context, PageEndpoints.StartPage(form with { Problems = refused.Problems }), StatusCodes.Status422UnprocessableEntity),
            var done => Go(done),
        };
    }

    private IResult Certify(HttpContext context, IFormCollection form)
    {
        var key = new PartitionKey(form["registry"].ToString(), form["partition"].ToString());
        if (state.Look().Partitions.FirstOrDefault(run => run.Partition == key) is not { } newest)
        {
            return pages.Show(context, PageEndpoints.RefusedPage(["there is no such partition"], "/"), StatusCodes.Status404NotFound);
        }

        state.Certificates.Order(newest);
        return Results.Redirect(PartitionPage.Href(key) + "&did=verifying");
    }

    private async Task<IResult> LogInAsync(HttpContext context, IFormCollection form)
    {
        var next = PageEndpoints.LocalOnly(form["next"].ToString());
        return await gate.LogInAsync(context, form["token"].ToString())
            ? Results.Redirect(next)
            : pages.Show(context, PageEndpoints.LoginPage(next, wasWrong: true), StatusCodes.Status403Forbidden);
    }

    private RequestDelegate WithRun(Func<RunView, IFormCollection, CancellationToken, Task<Done>> act) => WithForm(async (context, form) =>
    {
        var id = (string)context.GetRouteValue("id")!;
        if (state.Look().Find(id) is not { } run)
        {
            return pages.Show(context, PageEndpoints.RefusedPage(["there is no such run"], "/"), StatusCodes.Status404NotFound);
        }

        return await act(run, form, context.RequestAborted) switch
        {
            Done.Refused refused => pages.Show(context, PageEndpoints.RefusedPage(refused.Problems, Texts.RunHref(id)), StatusCodes.Status409Conflict),
            var done => Go(done),
        };
    });

    private RequestDelegate WithForm(Func<HttpContext, IFormCollection, Task<IResult>> act) => async context =>
    {
        var isOurs = context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context);
        var result = isOurs ? await act(context, await context.Request.ReadFormAsync(context.RequestAborted)) : pages.Show(context, StalePage, StatusCodes.Status400BadRequest);
        await result.ExecuteAsync(context);
    };

    private static LivePage StalePage => PageEndpoints.RefusedPage(
        ["The form is not one of this dashboard's, or older than its last start. Nothing was done: go back, load the page again, and repeat it."], "/");

    private static IResult Go(Done done) => done is Done.Well well ? Results.Redirect($"{well.Href}?did={well.Word}") : throw new ArgumentException("nothing was done", nameof(done));
}
