using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Tests.Contracts;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

public sealed class HttpPageSourceContractTests : PageSourceContract
{
    protected override FetchMode Mode => FetchMode.Http;

    protected override Task<IPageSource> OpenAsync(RegistryDefinition definition) =>
        Task.FromResult<IPageSource>(new HttpPageSource(definition, TemplateValues.None, new HttpOptions(), TimeProvider.System));

    protected override Step Visit(string url) => Some.Get(url);
}
