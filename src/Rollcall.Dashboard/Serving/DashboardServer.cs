using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.State;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// The dashboard on a port: pages, what they do, health and files. It holds nothing that a run needs, so it may be started, stopped and killed at any
/// time. Dispose of it to end it. Thread safe.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const long LargestForm = 64 * 1024;
    private const int MostConnections = 500;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;
    private readonly OutputState _state;
    private readonly CancellationTokenSource _stopping;

    private DashboardServer(WebApplication app, OutputState state, CancellationTokenSource stopping) => (_app, _state, _stopping) = (app, state, stopping);

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="options">What to serve, and to whom.</param>
    /// <param name="launcher">Starts the processes that viewers order.</param>
    /// <param name="loggers">Told what goes wrong; tokens and forms are never logged.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="RollcallException">The port is taken, or the address is none of this machine: exit code 2.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, ProcessLauncher launcher, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Token is { Length: < DashboardOptions.ShortestToken } || (options.Token is null && !IPAddress.IsLoopback(options.Address)))
        {
            throw new ArgumentException("an address that is not loopback needs a token, and a token its length", nameof(options));
        }

        var logger = loggers.CreateLogger("Rollcall.Dashboard");
        var state = new OutputState(options.OutputFolder, options.RecordsFolder, options.Time, logger);
        var stopping = new CancellationTokenSource();
        var app = Build(options, loggers);
        Map(app, options, new Parts(state, launcher, logger, stopping.Token));
        var server = new DashboardServer(app, state, stopping);
        try
        {
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception ex) when (ex is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw new RollcallException(ExitCode.Usage, $"{options.Address}, port {options.Port}: {ex.Message}", "Choose another port with --port (0 takes any free one), or another --address.", ex);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        // Viewers' streams have no end of their own; what they draw with is not to be taken from under them.
        await _stopping.CancelAsync();
        if (_app.Lifetime.ApplicationStarted.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(LongestEnd, TimeProvider.System);
            await _app.StopAsync(limit.Token);
        }

        await _app.DisposeAsync();
        _state.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(DashboardOptions options, ILoggerFactory loggers)
    {
        // Empty: what else is in the environment (ASPNETCORE_URLS, appsettings.json in the working directory) is none of its business.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<ILoggerFactory>(new FrameworkLogs(loggers));
        builder.Services.AddRoutingCore();
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "rollcall-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });

        // The keys of forms live as long as the process: nothing is left on the disk, and pages fetch new ones by themselves.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestForm;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(options.Address, options.Port);
        });
        return builder.Build();
    }

    private static void Map(WebApplication app, DashboardOptions options, Parts parts)
    {
        var gate = new TokenGate(options.Token, options.Time);
        app.Lifetime.ApplicationStopped.Register(gate.Dispose);
        app.Use(ResponseHeaders.InvokeAsync);
        app.Use(new HostGuard(options.Address, options.HostNames).InvokeAsync);
        app.Use(OriginGuard.InvokeAsync);
        app.Use((context, next) => LetInAsync(gate, context, next));
        app.UseRouting();

        var antiforgery = app.Services.GetRequiredService<IAntiforgery>();
        var offers = new RegistryOffers(options.RegistryFolders);
        var stream = new PartStream(app.Services, options.Time, parts.Stopping);
        var pages = new PageEndpoints(new PageBook(parts.State, options.Schedule, options.Time), stream, offers, gate, parts.State, options.Time, antiforgery);
        var actions = new ActionBook(parts.State, parts.Launcher, options.Time, parts.Logger);
        HealthEndpoints.Map(app, parts.State);
        MetricsEndpoint.Map(app, parts.State);
        ApiEndpoints.Map(app, parts.State);
        FileEndpoints.Map(app, new OutputFiles(parts.State.Folder), options.RecordsFolder);
        new ActionEndpoints(pages, actions, offers, gate, parts.State, antiforgery).Map(app);
        pages.Map(app);
    }

    private static Task LetInAsync(TokenGate gate, HttpContext context, RequestDelegate next)
    {
        // Whether it lives is no secret, and a login needs its page.
        var path = context.Request.Path.Value ?? "";
        if (path is "/login" or "/health/live" or "/health/ready" || path.StartsWith("/assets/", StringComparison.Ordinal) || gate.Admits(context.Request))
        {
            return next(context);
        }

        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect("/login?next=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString.Value));
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    /// <summary>What the endpoints work with.</summary>
    private sealed record Parts(OutputState State, ProcessLauncher Launcher, ILogger Logger, CancellationToken Stopping);
}
