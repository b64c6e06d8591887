using System.Net.Security;
using System.Reflection;

namespace Rollcall.Fetching;

/// <summary>How pages are fetched over HTTP. Checked when a source is made from it; immutable.</summary>
public sealed record HttpOptions
{
    /// <summary>The limit of one request, from sending it to the end of the body; more than 0, at most one hour; 30 s by default.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections to one host there may be: one for each worker; 1 to 1024; 4 by default.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The largest body in bytes, decompressed; 1 KiB to 1 GiB; 16 MiB by default. A larger one is a fault.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many redirects are followed for one request; 0 to 50; 10 by default. The page after the last is judged as it is.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>The User-Agent; empty for <c>Rollcall/version (+contact)</c>.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>
    /// The proxy for all requests, http, https or socks5, with credentials as user information; null for none. Proxies in
    /// environment variables are not used: what a run does must follow from what it was told.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>Takes the place of the certificate check, for tests of what lies behind it.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <summary>The User-Agent that names the tool and, where there is one, an address to complain to.</summary>
    public static string UserAgentWith(string? contact)
    {
        var version = typeof(HttpOptions).Assembly.GetName().Version?.ToString(3)
            ?? typeof(HttpOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return string.IsNullOrWhiteSpace(contact) ? $"Rollcall/{version}" : $"Rollcall/{version} (+{contact.Trim()})";
    }

    /// <summary>All that is out of bounds, a sentence each; none as a rule.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(RequestTimeout > TimeSpan.Zero && RequestTimeout <= TimeSpan.FromHours(1), $"request_timeout is {RequestTimeout}; allowed is more than 0, at most 1h");
        Check(Concurrency is >= 1 and <= 1024, $"concurrency is {Concurrency}; allowed is 1 to 1024");
        Check(MaxBodyBytes is >= 1024 and <= 1 << 30, $"the limit of a body is {MaxBodyBytes} bytes; allowed is 1 KiB to 1 GiB");
        Check(MaxRedirects is >= 0 and <= 50, $"the limit of redirects is {MaxRedirects}; allowed is 0 to 50");
        Check(!UserAgent.Any(char.IsControl), "user_agent holds a line break or another control character");
        Check(Proxy is null or { IsAbsoluteUri: true, Scheme: "http" or "https" or "socks5" }, "proxy is no http, https or socks5 address");
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
