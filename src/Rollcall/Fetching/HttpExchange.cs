using System.Net;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Fetching;

/// <summary>Sends one step's request, follows where it is sent, and makes a page or a fault of what comes. Thread safe.</summary>
internal sealed class HttpExchange(HttpMessageInvoker invoker, HttpRequests requests, HttpOptions options, SecretMask secrets, TimeProvider time)
{
    /// <summary>What a step sends.</summary>
    /// <param name="step">The step.</param>
    /// <param name="id">The id asked for.</param>
    /// <param name="carried">What the page before adds; null for nothing.</param>
    public HttpOrder Of(Step.Request step, RecordId id, Onward.Request? carried) => requests.Of(step, id, carried);

    /// <summary>A text with its placeholders filled.</summary>
    public string Text(Template template, RecordId id) => requests.Text(template, id);

    /// <summary>Does one step.</summary>
    /// <param name="order">What is sent.</param>
    /// <param name="cookies">The session's cookies.</param>
    /// <param name="turn">Waited for before each request.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<Fetched> SendAsync(
        HttpOrder order, CookieContainer cookies, Func<CancellationToken, ValueTask> turn, CancellationToken cancellationToken)
    {
        var asked = order.Address;
        var target = new RedirectTarget(order.Method, asked, KeepsBody: true, IsTrusted: true);
        var passed = new List<Uri>();
        var seen = new HashSet<(string, string, string)>();
        while (true)
        {
            // The same request with the same cookies brings the same answer: a loop. New cookies may end it.
            seen.Add((target.Method, target.Address.AbsoluteUri, cookies.GetCookieHeader(target.Address)));
            await turn(cancellationToken);
            using var request = requests.Make(order, target, cookies);
            var (reply, fault) = await SendAsync(request, order.Line, cancellationToken);
            if (reply is null)
            {
                return fault!;
            }

            Keep(reply, target.Address, cookies);
            var next = target.After(reply.Status, reply.Header("Location"));
            if (next is null || passed.Count >= options.MaxRedirects
                || (next.KeepsBody && !next.IsTrusted && order.HasConfidentialForm)
                || seen.Contains((next.Method, next.Address.AbsoluteUri, cookies.GetCookieHeader(next.Address))))
            {
                return reply.ToPage(asked, target.Address, passed, secrets);
            }

            passed.Add(target.Address);
            target = next;
        }
    }

    private static void Keep(HttpReply reply, Uri address, CookieContainer cookies)
    {
        foreach (var (name, value) in reply.Headers)
        {
            if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            try
            {
                cookies.SetCookies(address, value);
            }
            catch (CookieException)
            {
                // A cookie for another host, or a malformed one: no browser takes it either.
            }
        }
    }

    private async Task<(HttpReply? Reply, Fault? Fault)> SendAsync(HttpRequestMessage request, int line, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var started = time.GetTimestamp();
        var answered = false;
        var sent = SingleSend.Begin(either);
        try
        {
            using var response = await invoker.SendAsync(request, either.Token);
            answered = true;
            if (response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired && options.Proxy is not null)
            {
                return (null, Fault(request, line, new TransportTrouble(FailureClass.Reset, "the proxy refuses the credentials it was given"), null));
            }

            var (body, trouble) = await HttpBody.ReadAsync(response, options.MaxBodyBytes, either.Token);
            return trouble is null
                ? (new HttpReply(response, body!, time.GetUtcNow()), null)
                : (null, Fault(request, line, trouble, null));
        }
        catch (Exception exception) when (TransportTrouble.IsTransport(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var trouble = timeout.IsCancellationRequested ? TransportTrouble.Timeout(time.GetElapsedTime(started), answered)
                : sent.WasRefused ? TransportTrouble.Closed(request.RequestUri!, options.Proxy)
                : TransportTrouble.Of(exception, request.RequestUri!, options.Proxy);
            return (null, Fault(request, line, trouble, exception));
        }
    }

    private Fault Fault(HttpRequestMessage request, int line, TransportTrouble trouble, Exception? exception) =>
        new(trouble.Class, secrets.Clear($"{request.Method} {request.RequestUri!.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)} (line {line}): {trouble.Cause}"))
        {
            Exception = exception is null ? null : secrets.Clear(TransportTrouble.Chain(exception)),
        };
}
