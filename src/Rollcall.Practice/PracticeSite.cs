using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Rollcall.Practice.Control;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.JsonApi;
using Rollcall.Practice.Matches;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Plain;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Practice.WebForms;

namespace Rollcall.Practice;

/// <summary>
/// A web site on loopback to practise on: registries whose truth is known, faults on demand, and a log of every request.
/// It runs from <see cref="StartAsync"/> until disposed, writes nothing to the console and leaves the process's signals alone.
/// Thread safe.
/// </summary>
public sealed class PracticeSite : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private string _robots;
    private int _disposed;

    private PracticeSite(PracticeOptions options, PlainSource plain)
    {
        Requests = new RequestLog(options.LogCapacity, options.Time);
        Plain = new PlainRegistry(options.Seed, plain, options.PageBytes);
        Court = new CourtRegistry(options.Seed, new CourtArchive(options.Seed, options.CourtYears), options.CourtTimings);
        Matches = new MatchesRegistry(options.Seed);
        WebForms = new WebFormsRegistry(options.Seed, new LicenceArchive(options.Seed, options.Licences), options.WebFormsTimings, options.Time);
        Json = new JsonRegistry(options.Seed, new NoticeArchive(options.Seed, options.Notices));
        Registries = new PracticeRegistry[] { Plain, Court, WebForms, Json, Matches }.ToDictionary(each => each.Name);
        InitialSettings.Apply(options, Registries);
        _robots = options.Robots;
        _app = Build(options.Port);

        var exchange = new Exchange(Requests, new FaultSender(options.Seed, options.Time), options.Time, _stopping.Token);
        foreach (var registry in Registries.Values)
            registry.Map(_app, exchange);
        new SitePages(exchange, () => Robots).Map(_app);
        new ControlEndpoints(this).Map(_app);
    }

    /// <summary>Where the site answers, such as <c>http://127.0.0.1:8765/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Every request received, control requests aside.</summary>
    public RequestLog Requests { get; }

    /// <summary>The registry of plain pages.</summary>
    public PlainRegistry Plain { get; }

    /// <summary>The registry of court files.</summary>
    public CourtRegistry Court { get; }

    /// <summary>The registry of licences, behind forms that remember.</summary>
    public WebFormsRegistry WebForms { get; }

    /// <summary>The registry of notices, in JSON.</summary>
    public JsonRegistry Json { get; }

    /// <summary>The registry of matches in tabs.</summary>
    public MatchesRegistry Matches { get; }

    /// <summary>All registries by name.</summary>
    public IReadOnlyDictionary<string, PracticeRegistry> Registries { get; }

    /// <summary>The body of robots.txt; may be changed while the site runs.</summary>
    public string Robots
    {
        get => Volatile.Read(ref _robots);
        set => Volatile.Write(ref _robots, value);
    }

    /// <summary>Starts a site. It accepts connections when the task ends.</summary>
    /// <exception cref="PracticeException">An option is out of bounds, the records file is unusable, or the port is taken.</exception>
    public static async Task<PracticeSite> StartAsync(PracticeOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PracticeOptions();
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
            throw new PracticeException(string.Join('\n', problems));
        PlainSource plain = options.RecordsFile is { } file
            ? RecordsFile.Read(file, options.RecordsKey)
            : new SyntheticRecords(options.Seed, options.Synthetic);

        var site = new PracticeSite(options, plain);
        try
        {
            await site._app.StartAsync(cancellationToken);
            site.Address = new Uri(site._app.Urls.First());
            return site;
        }
        catch (IOException ex)
        {
            await site.DisposeAsync();
            throw new PracticeException($"port {options.Port} on 127.0.0.1 cannot be used: {ex.Message}", ex);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the site: requests under way are cut off. Takes at most about two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // Before the server stops: it would wait for requests that are held back on purpose.
        await _stopping.CancelAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static WebApplication Build(int port)
    {
        // Empty: no logging, no environment variables or settings files that could move the site elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        // The console lifetime would take SIGINT and SIGTERM away from the process that practises here.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        var app = builder.Build();
        app.UseRouting();
        return app;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
