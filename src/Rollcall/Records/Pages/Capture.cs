using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Records.Pages;

/// <summary>What one attempt at an id saw. Immutable.</summary>
/// <param name="Id">Whose answer it was.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="At">When it came.</param>
/// <param name="Page">The page that was judged last: that of the detail steps where there are some.</param>
public sealed record Capture(RecordId Id, int Attempt, DateTimeOffset At, Page Page)
{
    /// <summary>The page of the ask steps, when <see cref="Page"/> is that of the detail steps; else null.</summary>
    public Page? AskPage { get; init; }
}
