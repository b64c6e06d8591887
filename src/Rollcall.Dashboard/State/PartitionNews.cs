using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Reporting.Maps;
using Rollcall.Storage;

namespace Rollcall.Dashboard.State;

/// <summary>What is known of a partition's account at a moment. Immutable.</summary>
/// <param name="Account">The account; null while it is read for the first time, or when there is none.</param>
/// <param name="IsReading">Whether it is being read for the first time.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
public sealed record PartitionNews(DrawnAccount? Account, bool IsReading, string? Problem);

/// <summary>An account and its picture, drawn once for all viewers. Immutable.</summary>
/// <param name="Picture">What the ledger says.</param>
/// <param name="Ids">Each id of the walk in its state.</param>
/// <param name="Map">The same as a picture.</param>
/// <param name="Names">What the ids are called.</param>
public sealed record DrawnAccount(LedgerPicture Picture, IdAccount Ids, IdMap Map, IdNames Names)
{
    // Sent again and again while a run goes on: smaller than the report's.
    private const int MostCells = 2000;

    /// <summary>Draws a picture.</summary>
    /// <param name="picture">What the ledger says.</param>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="names">What its ids are called; null to look that up.</param>
    public static DrawnAccount Of(LedgerPicture picture, string outputFolder, IdNames? names)
    {
        var header = picture.Journals[^1].Header;
        var ids = IdAccount.Of(picture.Sets, header.Identity.IsListing ? ListedBy(outputFolder, picture) : null);
        return new DrawnAccount(picture, ids, IdMap.Of(ids, MostCells), names ?? IdNames.Of(outputFolder, header));
    }

    private static long? ListedBy(string outputFolder, LedgerPicture picture)
    {
        try
        {
            return Roster.Open(SweepPlanner.RosterPath(outputFolder, picture.Run.Registry, picture.Run.Partition), keeps: false).Count;
        }
        catch (Exception ex) when (ex is RollcallException || StorageTroubles.Is(ex))
        {
            return null;
        }
    }
}
