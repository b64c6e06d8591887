using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>A part of a record that stands behind a sub-tab or at an address of its own. Its fields and tables become the record's. Immutable.</summary>
/// <param name="Name">Its name: lower-case letters, digits, underscores.</param>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Ask">The steps to it, done where the steps before ended. Never empty.</param>
/// <param name="Read">What is read from it.</param>
public sealed record SectionRule(string Name, int Line, ImmutableArray<Step> Ask, ReadRules Read)
{
    /// <summary>What on its page must name the id asked for; null for what <c>judge</c> says.</summary>
    public Rule? Identity { get; init; }

    /// <summary>Whether the record is saved without it, and says so.</summary>
    public bool IsOptional { get; init; }
}
