using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Control;

/// <summary>What a faultless collection must yield, over HTTP.</summary>
internal sealed class TruthEndpoints(IReadOnlyDictionary<string, PracticeRegistry> registries)
{
    public void Map(IEndpointRouteBuilder control)
    {
        control.MapGet("/truth/{registry}/{id}", (RequestDelegate)(async http =>
        {
            if (await ControlEndpoints.RegistryAsync(http, registries) is { } registry)
                await ControlEndpoints.WriteAsync(http, registry.Truth((string)http.GetRouteValue("id")!));
        }));
        control.MapGet("/truth/{registry}", (RequestDelegate)(async http =>
        {
            if (await ControlEndpoints.RegistryAsync(http, registries) is { } registry)
                await WriteRangeAsync(http, registry);
        }));
    }

    private static async Task WriteRangeAsync(HttpContext http, PracticeRegistry registry)
    {
        var query = http.Request.Query;
        var partition = query["partition"].ToString();
        if (!registry.Marks.TryGetValue(partition, out var mark))
        {
            await ControlEndpoints.FailAsync(http, 400,
                $"{registry.Name} has no partition \"{partition}\"; there are {string.Join(", ", registry.Marks.Keys.Select(each => $"\"{each}\""))}");
            return;
        }
        if (!TryNumber(http, "from", 1, out var from) || !TryNumber(http, "to", mark, out var to))
        {
            await ControlEndpoints.FailAsync(http, 400, "from and to must be numbers");
            return;
        }
        await NdjsonAnswer.WriteAsync(http, registry.Truths(partition, from, to));
    }

    private static bool TryNumber(HttpContext http, string name, int otherwise, out int number)
    {
        var text = http.Request.Query[name].ToString();
        number = otherwise;
        return text.Length == 0 || int.TryParse(text, out number);
    }
}
