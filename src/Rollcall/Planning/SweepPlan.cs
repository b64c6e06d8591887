using Rollcall.Ids;

namespace Rollcall.Planning;

/// <summary>Which ids a sweep walks. Immutable but for the sequence, which is read once.</summary>
/// <param name="Walk">The ordinals from the first to the last that the run accounts for.</param>
/// <param name="Covered">The ordinals that the run accounts for, those settled before included: all of <paramref name="Walk"/>, or those on a list.</param>
/// <param name="Open">How many of them are to be asked.</param>
/// <param name="Skipped">How many of them were settled before the run and stand.</param>
/// <param name="Ids">Those to be asked, in order, made as they are read.</param>
/// <param name="StartId">The first id of the walk, as text.</param>
/// <param name="EndId">The last id of the walk, as text.</param>
/// <param name="IsRange">Whether the ordinals are the site's own numbers, so that a run of absences means something.</param>
public sealed record SweepPlan(
    IdRange Walk, IdSet Covered, long Open, long Skipped, IEnumerable<RecordId> Ids, string StartId, string EndId, bool IsRange)
{
    /// <summary>The id of an ordinal, also of one that is not asked; null when the list that gave it is gone.</summary>
    public required Func<long, RecordId?> IdOf { get; init; }

    /// <summary>Stands in where the plan is not known yet.</summary>
    public static SweepPlan Unknown { get; } = new(new IdRange(0, 0), new IdSet(), 0, 0, [], "", "", IsRange: true) { IdOf = _ => null };

    /// <summary>
    /// How many ids of the walk have no outcome and are not asked either: a retry asks those that failed, not those that an interrupted run never
    /// reached.
    /// </summary>
    public long NotReached { get; init; }

    /// <summary>
    /// Whether the ids are those of a search for the mark: each follows from the answers before, so they are asked one after the other, settled before
    /// or not, and the run accounts for no range yet. <see cref="Open"/> is then the most that may be asked.
    /// </summary>
    public bool IsSearch { get; init; }
}
