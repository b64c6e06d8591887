using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reporting.Maps;

namespace Rollcall.Tests.Reporting.Maps;

/// <summary>Accounts made of intervals.</summary>
internal static class SomeAccounts
{
    public static PartitionSets Sets(
        string walked, string succeeded = "", string unavailable = "", string absent = "", string unconfirmed = "", string failed = "", long? seen = null) => new()
        {
            Walked = Of(walked),
            Succeeded = Of(succeeded),
            Unavailable = Of(unavailable),
            Absent = Of(absent),
            Unconfirmed = Of(unconfirmed),
            Failed = Of(failed),
            HighestSeen = seen,
        };

    /// <summary>Thirty ids of which every state has some.</summary>
    public static IdAccount Mixed() =>
        IdAccount.Of(Sets("1-30", succeeded: "1-11", unavailable: "10", absent: "12-13,20-21", unconfirmed: "13,20-21", failed: "14-15", seen: 19));

    private static IdSet Of(string intervals) => IdSet.TryParse(intervals, out var set) ? set : throw new ArgumentException(intervals, nameof(intervals));
}
