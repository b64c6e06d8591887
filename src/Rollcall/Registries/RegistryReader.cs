using Rollcall.Definitions;
using Rollcall.Registries.Grammar;

namespace Rollcall.Registries;

/// <summary>Reads registry definitions. Whatever stands in a file, it never throws: everything wrong comes back at once.</summary>
public static class RegistryReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">The mode it is to be asked in; null for the definition's own. Steps are read, and judged, for that mode.</param>
    public static RegistryReadResult Read(string path, FetchMode? mode = null) => Read(DefinitionFile.Open(path), mode);

    /// <summary>Reads a text.</summary>
    /// <param name="name">The file it came from, for messages and for files named relative to it.</param>
    /// <param name="text">The definition.</param>
    /// <param name="mode">The mode it is to be asked in; null for the definition's own.</param>
    public static RegistryReadResult Parse(string name, string text, FetchMode? mode = null) => Read(DefinitionFile.Parse(name, text), mode);

    private static RegistryReadResult Read(DefinitionFile file, FetchMode? mode)
    {
        var root = file.Check(RegistryGrammar.Root);
        var definition = root is null ? null : new RegistryBuilder(file, root, mode).Build();
        if (!file.Problems.None || definition is null)
        {
            return new RegistryReadResult(null, [.. file.Problems.Errors], []);
        }

        RegistryLint.Check(definition, root!, file.Problems);
        return new RegistryReadResult(definition, [], [.. file.Problems.Warnings]);
    }
}
