using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Fetching;

/// <summary>One response, wholly read. Immutable.</summary>
internal sealed class HttpReply
{
    private readonly string _body;
    private readonly string _contentType;
    private readonly DateTimeOffset _at;

    public HttpReply(HttpResponseMessage response, string body, DateTimeOffset at)
    {
        _body = body;
        _at = at;
        Status = (int)response.StatusCode;
        _contentType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var list in new[] { response.Headers.NonValidated, response.Content.Headers.NonValidated })
        {
            foreach (var (name, values) in list)
            {
                foreach (var value in values)
                {
                    headers.Add(new(name, value));
                }
            }
        }

        Headers = headers;
    }

    public int Status { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The page, with nothing in its addresses and headers that nobody should see.</summary>
    public Page ToPage(Uri asked, Uri final, IReadOnlyList<Uri> passed, SecretMask secrets) => new()
    {
        RequestedUrl = Clear(asked, secrets),
        FinalUrl = Clear(final, secrets),
        Redirects = passed.Count == 0 ? [] : [.. passed.Select(u => Clear(u, secrets))],
        Status = Status,
        Headers = [.. Headers.Select(h => new KeyValuePair<string, string>(h.Key, secrets.Clear(WithoutCookie(h))))],
        Body = _body,
        ContentType = _contentType,
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
        RetryAfter = RetryAfter.Parse(Header("Retry-After"), _at),
    };

    private static Uri Clear(Uri address, SecretMask secrets)
    {
        if (address.UserInfo.Length > 0)
        {
            address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        }

        // The host is no secret, though a secret may be a part of its name: a mark there would make it no address.
        return secrets.IsEmpty
            ? address
            : new Uri(address.GetLeftPart(UriPartial.Authority) + secrets.Clear(address.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment | UriComponents.KeepDelimiter, UriFormat.UriEscaped)));
    }

    // Pages are kept with their headers, and a session's cookie is a key to the session.
    private static string WithoutCookie(KeyValuePair<string, string> header)
    {
        if (!header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        {
            return header.Value;
        }

        var equals = header.Value.IndexOf('=', StringComparison.Ordinal);
        var end = header.Value.IndexOf(';', StringComparison.Ordinal);
        return equals < 0 || (end >= 0 && end < equals)
            ? header.Value
            : string.Concat(header.Value.AsSpan(0, equals + 1), SecretMask.Mark, end < 0 ? "" : header.Value.AsSpan(end));
    }
}
