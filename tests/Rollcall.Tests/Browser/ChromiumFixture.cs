using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Browser;
using Rollcall.Browser.Chromium;
using Rollcall.Browser.Sessions;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>One Chromium and one practice site for all tests of the browser; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumFixture : ICollectionFixture<ChromiumFixture>, IAsyncLifetime
{
    public const string Name = "Chromium";

    // Generous where nothing is to run out, because the machine may be busy.
    private static readonly BrowserOptions Patient = new() { StepTimeout = TimeSpan.FromSeconds(20), StartTimeout = TimeSpan.FromSeconds(60) };

    private BrowserSupply _supply = null!;

    public PracticeSite Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Site = await PracticeSite.StartAsync();
        _supply = new BrowserSupply(Patient, NullLogger.Instance, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _supply.DisposeAsync();
        await Site.DisposeAsync();
    }

    /// <summary>The court as it is when nobody changes it, with short timings.</summary>
    internal CourtRegistry Court()
    {
        Site.Court.Faults = FaultPlan.None;
        Site.Court.SetLatency(default);
        Site.Court.Timings = new CourtTimings { BusyAfter = 20, Fade = 10, UpdateAfter = 0 };
        return Site.Court;
    }

    /// <summary>The shipped definition of the practice court, and one session with it.</summary>
    /// <param name="patience">The limit of a step; the default is not to run out.</param>
    internal Asking OpenCourt(TimeSpan? patience = null) =>
        Open(RegistryReader.Read(Repository.PathOf("registries/practice-court.yaml")), Site.Address, patience);

    /// <summary>The shipped definition with one of its defences changed, to see whether the one behind it holds.</summary>
    internal Asking OpenCourtWith(string defence, string instead)
    {
        var text = File.ReadAllText(Repository.PathOf("registries/practice-court.yaml"));
        Assert.Contains(defence, text, StringComparison.Ordinal);
        return Open(RegistryReader.Parse("practice-court.yaml", text.Replace(defence, instead, StringComparison.Ordinal)), Site.Address, patience: null);
    }

    /// <summary>A definition with these steps and rules, and one session with it.</summary>
    internal Asking Open(Uri site, string steps, TimeSpan? patience = null, IReadOnlyDictionary<string, string>? secrets = null) => Open(
        RegistryReader.Parse("traps.yaml", $"""
            registry: traps
            title: Traps
            site: http://127.0.0.1:1
            mode: browser
            ids:
              pattern: "{"{number}"}"
              first: 1
              ceiling: 999
            {steps}
            """),
        site,
        patience,
        secrets);

    /// <summary>An empty page without any of our scripts.</summary>
    internal async Task<Microsoft.Playwright.IPage> BlankPageAsync() =>
        await (await _supply.GetAsync(TestContext.Current.CancellationToken)).Browser.NewPageAsync();

    /// <summary>A source in the shared browser.</summary>
    internal BrowserPageSource SourceOf(RegistryDefinition definition, BrowserOptions? options = null) =>
        new(definition, TemplateValues.None, options ?? Patient, pace: null, new Surroundings(NullLogger.Instance, TimeProvider.System), _supply);

    private Asking Open(RegistryReadResult read, Uri site, TimeSpan? patience, IReadOnlyDictionary<string, string>? secrets = null)
    {
        Assert.Empty(read.Errors);
        var definition = read.Definition! with { Site = site };
        var values = new TemplateValues(new Dictionary<string, string> { ["yy"] = "19", ["yyyy"] = "2019" }, secrets ?? new Dictionary<string, string>());
        var options = patience is null ? Patient : Patient with { StepTimeout = patience.Value };
        var log = new RecordingLog();
        var source = new BrowserPageSource(definition, values, options, pace: null, new Surroundings(log, TimeProvider.System), _supply);
        return new Asking(source, new PageReader(definition, values), log);
    }
}
