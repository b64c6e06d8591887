using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Court;
using Rollcall.Practice.Registries;
using Rollcall.Practice.WebForms;

namespace Rollcall.Practice.Control;

/// <summary>
/// <c>/_practice/…</c>: what a test in another process needs to watch and steer the site. Neither logged nor spoiled.
/// </summary>
internal sealed class ControlEndpoints(PracticeSite site)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/_practice");
        control.MapGet("/health", (RequestDelegate)HealthAsync);
        control.MapGet("/robots", (RequestDelegate)(http => http.Response.WriteAsync(site.Robots, http.RequestAborted)));
        control.MapPut("/robots", (RequestDelegate)SetRobotsAsync);
        new RequestEndpoints(site.Requests).Map(control);
        new SettingEndpoints(site.Registries).Map(control);
        new TruthEndpoints(site.Registries).Map(control);
        control.MapGet("/timings/court", (RequestDelegate)(http => WriteAsync(http, site.Court.Timings)));
        control.MapPut("/timings/court", (RequestDelegate)(http => SetAsync<CourtTimings>(http, timings => site.Court.Timings = timings)));
        control.MapGet("/timings/webforms", (RequestDelegate)(http => WriteAsync(http, site.WebForms.Timings)));
        control.MapPut("/timings/webforms", (RequestDelegate)(http => SetAsync<WebFormsTimings>(http, timings => site.WebForms.Timings = timings)));
        control.MapFallback("{*path}", (RequestDelegate)(http => FailAsync(http, 404, "no such control; docs/practice-site.md lists them")));
    }

    /// <summary>Answers with one JSON value.</summary>
    public static Task WriteAsync<T>(HttpContext http, T value) =>
        http.Response.WriteAsJsonAsync(value, PracticeJson.Options, http.RequestAborted);

    /// <summary>Answers with an error that says what is wrong and what is allowed.</summary>
    public static Task FailAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, new { error });
    }

    /// <summary>Reads the request's JSON body; null, the error answered, when it cannot be read.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync<T>(http.Request.Body, PracticeJson.Options, http.RequestAborted) is { } value)
                return value;
            await FailAsync(http, 400, "a JSON value is needed");
        }
        catch (JsonException ex)
        {
            await FailAsync(http, 400, ex.Message);
        }
        return null;
    }

    /// <summary>The registry the address names; null, the error answered, when there is none.</summary>
    public static async Task<PracticeRegistry?> RegistryAsync(HttpContext http, IReadOnlyDictionary<string, PracticeRegistry> registries)
    {
        var name = (string)http.GetRouteValue("registry")!;
        if (registries.TryGetValue(name, out var registry))
            return registry;
        await FailAsync(http, 404, $"no such registry \"{name}\"; there are {string.Join(", ", registries.Keys)}");
        return null;
    }

    private Task HealthAsync(HttpContext http) =>
        WriteAsync(http, new { status = "ok", registries = site.Registries.Keys, requests = site.Requests.Total });

    private static async Task SetAsync<T>(HttpContext http, Action<T> set)
        where T : class
    {
        if (await ReadAsync<T>(http) is not { } value)
            return;
        try
        {
            set(value);
        }
        catch (ArgumentException ex)
        {
            await FailAsync(http, 400, ex.Message);
            return;
        }
        await WriteAsync(http, value);
    }

    private async Task SetRobotsAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        site.Robots = await body.ReadToEndAsync(http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
