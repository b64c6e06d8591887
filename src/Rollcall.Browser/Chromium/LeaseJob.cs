using Rollcall.Ids;

namespace Rollcall.Browser.Chromium;

/// <summary>One attempt at an id in a browser, from its first step to its last.</summary>
/// <param name="Lease">The browser.</param>
/// <param name="Id">The id.</param>
/// <param name="IsAlone">Whether the browser is the id's own.</param>
internal sealed record LeaseJob(BrowserLease Lease, RecordId Id, bool IsAlone);
