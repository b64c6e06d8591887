using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Rollcall.Dashboard.Look;

/// <summary>Turns components into HTML, without a server. Whatever they show as text is escaped. Thread safe.</summary>
public static class Html
{
    /// <summary>Renders a component to the end.</summary>
    /// <param name="parameters">The component's parameters by name.</param>
    /// <typeparam name="TComponent">The component.</typeparam>
    public static async Task<string> OfAsync<TComponent>(IReadOnlyDictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var services = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters.ToDictionary()));
            return root.ToHtmlString();
        });
    }
}
