using Rollcall.Dashboard.State;

namespace Rollcall.Dashboard.Pages;

/// <summary>Where a partition is shown: its names are in the query, for a tab's name may be anything. Pure.</summary>
internal static class PartitionPage
{
    /// <summary>The address.</summary>
    public static string Href(PartitionKey key) => $"/partition?registry={Uri.EscapeDataString(key.Registry)}&partition={Uri.EscapeDataString(key.Partition)}";
}
