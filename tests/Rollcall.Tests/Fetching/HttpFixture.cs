using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

/// <summary>A source for one site, and one session of it.</summary>
internal sealed class HttpFixture : IAsyncDisposable
{
    private readonly HttpPageSource _source;

    public HttpFixture(Uri site, HttpOptions? options = null, TimeProvider? time = null, Func<RegistryDefinition, RegistryDefinition>? change = null,
        Dictionary<string, string>? secrets = null, Func<CancellationToken, ValueTask>? pace = null)
    {
        var definition = Some.Definition() with { Site = site };
        var values = new TemplateValues(new Dictionary<string, string>(), secrets ?? []);
        definition = change?.Invoke(definition) ?? definition;
        _source = new HttpPageSource(definition, values, options ?? new HttpOptions(), time ?? TimeProvider.System, pace, new PageLinks(definition, values).Find);
        Session = _source.OpenSession();
    }

    public IPageSession Session { get; }

    public IPageSession Another() => _source.OpenSession();

    public Task<Fetched> AskAsync() => Session.AskAsync(Some.Id, TestContext.Current.CancellationToken);

    public async Task<Page> PageAsync() => Assert.IsType<Page>(await AskAsync());

    public async Task<Fault> FaultAsync() => Assert.IsType<Fault>(await AskAsync());

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _source.DisposeAsync();
    }
}
