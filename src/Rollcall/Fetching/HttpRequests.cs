using System.Net;
using System.Net.Http.Headers;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Makes requests of steps. Immutable, thread safe.</summary>
internal sealed class HttpRequests(Uri site, TemplateValues values, string userAgent)
{
    /// <summary>What a step sends.</summary>
    /// <param name="step">The step.</param>
    /// <param name="id">The id asked for.</param>
    /// <param name="carried">What the page before adds; null for nothing.</param>
    /// <exception cref="RollcallException">The step's address is none on the site: usage.</exception>
    public HttpOrder Of(Step.Request step, RecordId id, Onward.Request? carried) =>
        Uri.TryCreate(site, step.Url.Fill(id, values, Uri.EscapeDataString), out var address) && address.Scheme is "http" or "https" && address.Authority == site.Authority
            ? new HttpOrder(step.Line, step.Method, address)
            {
                // What the definition says stands: a field it names is not sent twice.
                Form = [.. (carried?.Form ?? []).Where(f => !step.Form.Any(own => own.Name == f.Key)), .. step.Form.Select(f => KeyValuePair.Create(f.Name, f.Value.Fill(id, values)))],
                Headers = [.. step.Headers.Select(h => KeyValuePair.Create(h.Name, Line(h.Value.Fill(id, values)))), .. carried?.Headers ?? []],
                // What a page handed out is for its own site: a token in a header as much as one in a form.
                Confidential = step.Headers.Where(IsConfidential).Select(h => h.Name).Concat((carried?.Headers ?? []).Select(h => h.Key)).ToHashSet(StringComparer.OrdinalIgnoreCase),
                HasConfidentialForm = step.Form.Any(f => f.Value.Secrets.Any()) || carried?.Form.Count > 0,
            }
            : throw new RollcallException(ExitCode.Usage, $"line {step.Line}: '{step.Url}' gives no address on {site.Authority}", "Give a path on the site, such as /records/{number}.");

    /// <summary>A text with its placeholders filled.</summary>
    public string Text(Template template, RecordId id) => template.Fill(id, values);

    /// <summary>Makes one request.</summary>
    /// <param name="order">What it is, or follows from.</param>
    /// <param name="target">Where it goes after redirects.</param>
    /// <param name="cookies">The session's cookies.</param>
    public HttpRequestMessage Make(HttpOrder order, RedirectTarget target, CookieContainer cookies)
    {
        var request = new HttpRequestMessage(new HttpMethod(target.Method), target.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (target.KeepsBody && order.Method == "POST")
        {
            request.Content = new FormUrlEncodedContent(order.Form);
        }

        foreach (var (name, value) in order.Headers)
        {
            if (target.IsTrusted || !order.Confidential.Contains(name))
            {
                Set(request, name, value);
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

    private static string Line(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));

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
