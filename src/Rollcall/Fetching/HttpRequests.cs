using System.Net;
using System.Net.Http.Headers;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Makes requests of steps. Immutable, thread safe.</summary>
internal sealed class HttpRequests(Uri site, TemplateValues values, string userAgent)
{
    /// <summary>Where a step goes.</summary>
    /// <exception cref="RollcallException">The step's address is none: usage.</exception>
    public Uri Address(Step.Request step, RecordId id) =>
        Uri.TryCreate(site, step.Url.Fill(id, values, Uri.EscapeDataString), out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new RollcallException(ExitCode.Usage, $"line {step.Line}: '{step.Url}' gives no http address", "Give a path, such as /records/{number}, or a whole address.");

    /// <summary>Makes one request.</summary>
    /// <param name="step">The step that it is, or follows from.</param>
    /// <param name="id">The id asked for.</param>
    /// <param name="target">Where it goes after redirects.</param>
    /// <param name="cookies">The session's cookies.</param>
    public HttpRequestMessage Make(Step.Request step, RecordId id, RedirectTarget target, CookieContainer cookies)
    {
        var request = new HttpRequestMessage(new HttpMethod(target.Method), target.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (target.KeepsBody && step.Method == "POST")
        {
            request.Content = new FormUrlEncodedContent(step.Form.Select(f => KeyValuePair.Create(f.Name, f.Value.Fill(id, values))));
        }

        foreach (var header in step.Headers)
        {
            if (target.IsTrusted || !IsConfidential(header))
            {
                Set(request, header.Name, string.Concat(header.Value.Fill(id, values).Select(c => char.IsControl(c) ? ' ' : c)));
            }
        }

        SetDefault(request.Headers, "User-Agent", userAgent);
        SetDefault(request.Headers, "Accept", "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8");
        SetDefault(request.Headers, "Accept-Encoding", "gzip, deflate, br");
        var cookie = cookies.GetCookieHeader(target.Address);
        if (cookie.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        }

        return request;
    }

    /// <summary>Whether the step's body holds a secret, which no other host may see.</summary>
    public static bool HasConfidentialBody(Step.Request step) => step.Form.Any(f => f.Value.Secrets.Any());

    private static bool IsConfidential(NamedTemplate header) =>
        header.Value.Secrets.Any()
        || header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.Name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
        || header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is not null)
        {
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void SetDefault(HttpRequestHeaders headers, string name, string value)
    {
        if (!headers.NonValidated.Contains(name))
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
