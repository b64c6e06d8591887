using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>What came of reading a registry definition. Immutable.</summary>
/// <param name="Definition">The definition; null when there is an error.</param>
/// <param name="Errors">Everything that makes it unusable, in the order of the lines.</param>
/// <param name="Warnings">Everything that works but will be regretted, in the order of the lines; empty when there is an error.</param>
public sealed record RegistryReadResult(RegistryDefinition? Definition, ImmutableArray<Problem> Errors, ImmutableArray<Problem> Warnings)
{
    /// <summary>The definition, for whoever cannot go on without.</summary>
    /// <exception cref="DefinitionException">There are errors; it carries them all.</exception>
    public RegistryDefinition Required => Definition ?? throw new DefinitionException(Errors);
}
