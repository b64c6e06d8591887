using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Rollcall.Tests.Support;

/// <summary>A real web server on a loopback port of its own that answers as a test wants.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSite(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<TestSite> StartAsync(Func<HttpContext, Task> answer, Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l => listen?.Invoke(l)));
        var app = builder.Build();
        app.Run(c => answer(c));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestSite(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
