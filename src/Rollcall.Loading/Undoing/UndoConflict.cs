namespace Rollcall.Loading.Undoing;

/// <summary>A row that stands in the way of an undo.</summary>
/// <param name="Batch">The batch that would be taken back.</param>
/// <param name="Table">The row's table.</param>
/// <param name="Key">Its primary key.</param>
/// <param name="Message">What stands in the way, for a person.</param>
/// <param name="CanBeForced">Whether <c>--force</c> would override it.</param>
public sealed record UndoConflict(long Batch, string Table, string Key, string Message, bool CanBeForced);

/// <summary>What came of an undo. A closed set.</summary>
public abstract record UndoResult
{
    private UndoResult()
    {
    }

    /// <summary>It is done.</summary>
    /// <param name="Report">What it did, as of a load.</param>
    /// <param name="Overridden">With <c>--force</c>: the rows that were in the way.</param>
    public sealed record Done(LoadReport Report, IReadOnlyList<UndoConflict> Overridden) : UndoResult;

    /// <summary>Nothing was changed: later changes are in the way.</summary>
    /// <param name="Conflicts">The first thousand.</param>
    public sealed record Refused(IReadOnlyList<UndoConflict> Conflicts) : UndoResult;

    /// <summary>There is nothing to take back: the load changed nothing.</summary>
    public sealed record NothingToDo(string Message) : UndoResult;
}
