namespace Rollcall.Practice.Requests;

/// <summary>What a request asks the site for; latency and faults are set for each kind apart.</summary>
public enum RequestKind
{
    /// <summary>One record's page, asked for by its number (registry <c>plain</c>).</summary>
    Record,

    /// <summary>A page that searches are made from (registry <c>court</c>); it carries no id.</summary>
    Page,

    /// <summary>The script request that searches for one id (registry <c>court</c>).</summary>
    Search,

    /// <summary>The script request for the recorded entries of one id (registry <c>court</c>).</summary>
    Entries,

    /// <summary>A style sheet or a script. Only an outage or a hung page spoils it.</summary>
    Asset,
}
