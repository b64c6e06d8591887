using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rollcall.Dashboard.Serving;

/// <summary>Reports, and pages and records that were kept. What came from a site is never served as a page.</summary>
internal static class FileEndpoints
{
    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes, OutputFiles files, string recordsFolder)
    {
        routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpContext context) =>
        {
            if (AssetFiles.Find(name) is not { } asset || asset.Version != version)
            {
                return Results.NotFound();
            }

            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(asset.Content, asset.ContentType);
        });

        // A report names kept pages by where they lie beside it.
        routes.MapGet("/reports/{**path}", (string path, HttpContext context) => files.Report(path) is { } report ? Report(report, context) : KeptOf(path, context));
        routes.MapGet("/kept/{**path}", KeptOf);

        IResult KeptOf(string path, HttpContext context) => files.Kept(path, recordsFolder) is { } kept ? Kept(kept, context) : Results.NotFound();
    }

    private static IResult Report(string path, HttpContext context)
    {
        var isPage = Path.GetExtension(path) == ".html";
        context.Response.Headers.ContentSecurityPolicy = isPage ? ResponseHeaders.ReportPolicy : ResponseHeaders.KeptPolicy;
        return Results.Stream(Open(path), isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8");
    }

    private static IResult Kept(string path, HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ResponseHeaders.KeptPolicy;
        return Results.Stream(Open(path), Path.GetExtension(path) switch
        {
            ".png" => "image/png",
            ".json" => "application/json; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        });
    }

    // Sharing everything: a reader must never be in a writer's way.
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
