namespace Rollcall.Practice.Requests;

/// <summary>What a request asks the site for; latency and faults are set for each kind apart.</summary>
public enum RequestKind
{
    /// <summary>One record's page, asked for by its number or address (registries <c>plain</c>, <c>json</c>, <c>matches</c>), or opened from a list (<c>webforms</c>).</summary>
    Record,

    /// <summary>A page that searches are made from (registries <c>court</c>, <c>webforms</c>); it carries no id.</summary>
    Page,

    /// <summary>The request that searches for one id (registries <c>court</c>, <c>webforms</c>).</summary>
    Search,

    /// <summary>The script request for the recorded entries of one id (registry <c>court</c>).</summary>
    Entries,

    /// <summary>A page that lists records, or tabs (registry <c>matches</c>); its id is the tab.</summary>
    List,

    /// <summary>A section of a record (registry <c>matches</c>); its id is the record's with the section: <c>AUR-017/odds</c>.</summary>
    Section,

    /// <summary>A style sheet or a script. Only an outage or a hung page spoils it.</summary>
    Asset,
}
