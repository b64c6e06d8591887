using Rollcall.Definitions;
using Rollcall.Registries.Grammar;

namespace Rollcall.Registries;

/// <summary>The JSON Schema of registry definitions, for editors; shipped as <c>registries/registry.schema.json</c>.</summary>
public static class RegistrySchema
{
    /// <summary>The schema's text.</summary>
    /// <param name="settings">The settings a definition can give: their names, and what each does, in one line.</param>
    public static string Write(IEnumerable<(string Name, string Note)> settings)
    {
        var keys = RegistryGrammar.Root.Keys.Select(key => key is { Name: "settings", Shape: MapShape map }
            ? key with { Shape = map with { Known = [.. settings.Select(s => new Key(s.Name, map.Item, s.Note))] } }
            : key);
        return JsonSchema.Write("registry.schema.json", "Rollcall registry definition", RegistryGrammar.Root with { Keys = [.. keys] });
    }
}
