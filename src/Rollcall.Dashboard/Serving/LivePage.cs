using Microsoft.AspNetCore.Components;

namespace Rollcall.Dashboard.Serving;

/// <summary>A page that is made of parts, each of which is sent again when it has changed. Immutable.</summary>
/// <param name="Title">The page's title; nothing of it comes from a site.</param>
/// <param name="Parts">What it shows, from above.</param>
public sealed record LivePage(string Title, IReadOnlyList<LivePart> Parts)
{
    /// <summary>Which entry of the navigation it belongs to.</summary>
    public string Area { get; init; } = "";

    /// <summary>What is above the title: where the page lies.</summary>
    public IReadOnlyList<(string Text, string Href)> Path { get; init; } = [];

    /// <summary>What just happened by the viewer's doing; null for nothing.</summary>
    public string? Said { get; init; }

    /// <summary>Whether its parts change by themselves.</summary>
    public bool IsLive { get; init; } = true;
}

/// <summary>A part of a page.</summary>
/// <param name="Name">Its element's id on the page.</param>
/// <param name="Component">What draws it; its parameters are <paramref name="Parameters"/>.</param>
/// <param name="Parameters">By name.</param>
public sealed record LivePart(string Name, Type Component, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>How often it is drawn and sent again at most.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>Draws a model with a component.</summary>
    public static LivePart Of<TComponent>(string name, object? model)
        where TComponent : IComponent => new(name, typeof(TComponent), new Dictionary<string, object?>(StringComparer.Ordinal) { ["Model"] = model });
}
