using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Control;

/// <summary>Faults, outages, latencies and marks over HTTP.</summary>
internal sealed class SettingEndpoints(IReadOnlyDictionary<string, PracticeRegistry> registries)
{
    public void Map(IEndpointRouteBuilder control)
    {
        control.MapGet("/faults", (RequestDelegate)(http =>
            ControlEndpoints.WriteAsync(http, registries.ToDictionary(each => each.Key, each => each.Value.Faults))));
        control.MapDelete("/faults", (RequestDelegate)(http =>
        {
            foreach (var registry in registries.Values)
                registry.Faults = FaultPlan.None;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
        control.MapGet("/faults/{registry}", With((http, registry) => ControlEndpoints.WriteAsync(http, registry.Faults)));
        control.MapPut("/faults/{registry}", With(async (http, registry) =>
        {
            if (await ControlEndpoints.ReadAsync<FaultPlan>(http) is { } plan)
                await SetAsync(http, registry, plan);
        }));
        control.MapDelete("/faults/{registry}", With((http, registry) => SetAsync(http, registry, FaultPlan.None)));
        control.MapPut("/outage/{registry}", With(async (http, registry) =>
        {
            if (await ControlEndpoints.ReadAsync<FaultRule>(http) is { } rule)
                await SetAsync(http, registry, registry.Faults with { Outage = rule });
        }));
        control.MapDelete("/outage/{registry}", With((http, registry) => SetAsync(http, registry, registry.Faults with { Outage = null })));
        control.MapGet("/latency/{registry}", With(WriteLatencyAsync));
        control.MapPut("/latency/{registry}", With(SetLatencyAsync));
        control.MapGet("/marks", (RequestDelegate)(http =>
            ControlEndpoints.WriteAsync(http, registries.ToDictionary(each => each.Key, each => each.Value.Marks))));
        control.MapPut("/marks/{registry}", With(GrowAsync));
    }

    private static async Task SetAsync(HttpContext http, PracticeRegistry registry, FaultPlan plan)
    {
        try
        {
            registry.Faults = plan;
        }
        catch (ArgumentException ex)
        {
            await ControlEndpoints.FailAsync(http, 400, ex.Message);
            return;
        }
        await ControlEndpoints.WriteAsync(http, registry.Faults);
    }

    private static Task WriteLatencyAsync(HttpContext http, PracticeRegistry registry) =>
        ControlEndpoints.WriteAsync(http, registry.Kinds.ToDictionary(kind => kind.Text(), kind => registry.Latency(kind).ToString()));

    // {"search": "0-2s", "all": "100ms"}: "all" first, whatever the order.
    private static async Task SetLatencyAsync(HttpContext http, PracticeRegistry registry)
    {
        if (await ControlEndpoints.ReadAsync<Dictionary<string, string?>>(http) is not { } wanted)
            return;
        var settings = new List<(RequestKind? Kind, LatencyRange Range)>();
        foreach (var (name, text) in wanted.OrderBy(each => each.Key != "all"))
        {
            RequestKind? kind = RequestKinds.TryParse(name, out var named) && registry.Kinds.Contains(named) ? named : null;
            if ((kind is null && name != "all") || !LatencyRange.TryParse(text ?? "", out var range))
            {
                await ControlEndpoints.FailAsync(http, 400,
                    $"{name}: \"{text}\": keys are all, {string.Join(", ", registry.Kinds.Select(each => each.Text()))}; values are {LatencyRange.Allowed}");
                return;
            }
            settings.Add((kind, range));
        }
        foreach (var (kind, range) in settings)
            registry.SetLatency(range, kind);
        await WriteLatencyAsync(http, registry);
    }

    private static async Task GrowAsync(HttpContext http, PracticeRegistry registry)
    {
        if (await ControlEndpoints.ReadAsync<Dictionary<string, int>>(http) is not { } wanted)
            return;
        foreach (var (partition, mark) in wanted)
        {
            if (!registry.Marks.TryGetValue(partition, out var present) || !registry.TryGrow(partition, mark))
            {
                await ControlEndpoints.FailAsync(http, 400, $"{registry.Name} \"{partition}\": the mark {present} cannot be raised to {mark}");
                return;
            }
        }
        await ControlEndpoints.WriteAsync(http, registry.Marks);
    }

    private RequestDelegate With(Func<HttpContext, PracticeRegistry, Task> act) => async http =>
    {
        if (await ControlEndpoints.RegistryAsync(http, registries) is { } registry)
            await act(http, registry);
    };
}
