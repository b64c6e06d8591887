using System.Collections.Frozen;
using Rollcall.Fetching;
using Rollcall.Storage;

namespace Rollcall.Records.Pages;

/// <summary>
/// Takes out of a page what must not reach a file: secrets wherever they stand, and the values of headers that carry sessions and passwords.
/// A picture is kept as it is: a site that shows a password in the page shows it there too. Pure.
/// </summary>
internal static class PageMask
{
    private static readonly FrozenSet<string> Private = new[]
    {
        "Set-Cookie", "Set-Cookie2", "Cookie", "Authorization", "Proxy-Authorization", "Authentication-Info", "Proxy-Authentication-Info",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static Page Without(this Page page, SecretMask secrets) => page with
    {
        RequestedUrl = Clear(page.RequestedUrl, secrets),
        FinalUrl = Clear(page.FinalUrl, secrets),
        Redirects = [.. page.Redirects.Select(url => Clear(url, secrets))],
        Headers = [.. page.Headers.Select(h => new KeyValuePair<string, string>(h.Key, Private.Contains(h.Key) ? SecretMask.Mark : secrets.Clear(h.Value)))],
        Body = secrets.Clear(page.Body),
        Complaints = [.. page.Complaints.Select(secrets.Clear)],
        More = page.More.Count == 0 ? [] : [.. page.More.Select(further => further.Without(secrets))],
        Incomplete = page.Incomplete is null ? null : secrets.Clear(page.Incomplete),
    };

    private static Uri Clear(Uri url, SecretMask secrets)
    {
        var bare = url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        var cleared = secrets.Clear(bare.AbsoluteUri);

        // A secret in the host's name leaves no address; the path alone says nothing worth the risk.
        return Uri.TryCreate(cleared, UriKind.Absolute, out var masked) ? masked : new Uri("about:blank");
    }
}
