using System.Collections.Immutable;

namespace Rollcall.Reading;

/// <summary>What came of one table on one record's pages. Immutable.</summary>
/// <param name="Table">What was read.</param>
/// <param name="Problem">What makes the record unsound; null when it is sound.</param>
internal sealed record TableReading(Table Table, string? Problem)
{
    /// <summary>Why the table was on none of the pages; null when it was on one.</summary>
    public string? WhyNotThere { get; init; }

    /// <summary>What could not be read, but leaves the record sound.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The columns that have no value in any row, each with the reason; empty when there are no rows.</summary>
    public ImmutableArray<string> EmptyColumns { get; init; } = [];
}
