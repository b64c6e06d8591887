namespace Rollcall.Fetching;

/// <summary>What is asked next on the way of one request through redirects. Immutable.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The address.</param>
/// <param name="KeepsBody">Whether the form is sent along.</param>
/// <param name="IsTrusted">Whether it is still the host that the definition sends its secrets to; once left, it is not again.</param>
internal sealed record RedirectTarget(string Method, Uri Address, bool KeepsBody, bool IsTrusted)
{
    /// <summary>Where an answer sends us (RFC 9110, 15.4); null when it does not, or to nowhere we go.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="location">Its Location header.</param>
    public RedirectTarget? After(int status, string? location)
    {
        if (status is not (301 or 302 or 303 or 307 or 308) || string.IsNullOrWhiteSpace(location)
            || !Uri.TryCreate(Address, location.Trim(), out var next) || next.Scheme is not ("http" or "https"))
        {
            return null;
        }

        if (next.Fragment.Length == 0 && Address.Fragment.Length > 0)
        {
            next = new UriBuilder(next) { Fragment = Address.Fragment }.Uri;
        }

        // 301 and 302 turn a POST into a GET, as all browsers do; 307 and 308 were made to keep it.
        var asGet = (status == 303 && Method != "HEAD") || (status is 301 or 302 && Method == "POST");
        return new RedirectTarget(asGet ? "GET" : Method, next, KeepsBody && !asGet, IsTrusted && IsSameHost(Address, next));
    }

    // A step up from http to https on the standard ports is the same host; a step down is not: others can listen there.
    private static bool IsSameHost(Uri from, Uri to) =>
        from.Host.Equals(to.Host, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from is { Scheme: "http", Port: 80 } && to is { Scheme: "https", Port: 443 }));
}
