using System.Net;
using System.Text;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Fetching;

/// <summary>
/// Pages over plain HTTP: one connection pool for all sessions, HTTP/2 where the site offers it, cookies per session. Any status is a page;
/// only what brings none is a fault. It never tries again by itself. Thread safe.
/// </summary>
public sealed class HttpPageSource : IPageSource
{
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpExchange _exchange;
    private readonly RegistryDefinition _definition;
    private readonly Func<CancellationToken, ValueTask>? _pace;
    private readonly Wayfinder _find;

    /// <param name="definition">The steps. All of them must be requests.</param>
    /// <param name="values">What placeholders and secrets stand for.</param>
    /// <param name="options">Limits and identity.</param>
    /// <param name="time">The clock of time limits and of Retry-After dates.</param>
    /// <param name="pace">
    /// Waited for before every request but the first of an ask and the first of a detail, for which the caller has waited: further
    /// steps, redirects, opening a session. Null for no wait.
    /// </param>
    /// <param name="find">Says where pages lead; needed for steps that start from a page.</param>
    /// <exception cref="RollcallException">The options are out of bounds, or a step needs a browser: usage.</exception>
    public HttpPageSource(
        RegistryDefinition definition, TemplateValues values, HttpOptions options, TimeProvider time, Func<CancellationToken, ValueTask>? pace = null, Wayfinder? find = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Check(definition, options);
        _definition = definition;
        _pace = pace;
        _find = find ?? ((_, step, _, _) => new Onward.Nowhere($"nobody looks for where '{step.Verb}' leads"));
        _invoker = new HttpMessageInvoker(Handler(options));
        var userAgent = options.UserAgent.Length > 0 ? options.UserAgent : HttpOptions.UserAgentWith(definition.Contact);
        _exchange = new HttpExchange(_invoker, new HttpRequests(definition.Site, values, userAgent), options, new SecretMask(values.SecretValues), time);
    }

    /// <inheritdoc/>
    public long? BrowserMemoryBytes => null;

    /// <inheritdoc/>
    public IPageSession OpenSession() => new HttpPageSession(_definition, _exchange, _pace, _find);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Check(RegistryDefinition definition, HttpOptions options)
    {
        var problems = options.Problems().ToList();
        problems.AddRange(
            from step in definition.Open.Concat(definition.Ask).Concat(definition.Detail).Concat(definition.Sections.SelectMany(s => s.Ask)).Concat(definition.Reset)
            where step is Step.Goto or Step.Dismiss or Step.Wait or Step.Settle
            select $"{definition.File}:{step.Line}: '{step.Verb}' needs 'mode: browser'");
        if (problems.Count > 0)
        {
            throw new RollcallException(ExitCode.Usage, string.Join("; ", problems), "Correct the setting or the definition.");
        }
    }

    private static SocketsHttpHandler Handler(HttpOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // Decompressing by hand keeps the headers as they came, and with them the proof that a body is whole.
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = options.Concurrency,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.RequestTimeout,

            // A pool that lives for days must notice that a name has moved, and must not reuse what a server has long dropped.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),

            // Trace headers are of no use to the site, and tell it what it need not know.
            ActivityHeadersPropagator = null,

            // HTTP/2 says which requests it did not process; only those are sent again there.
            PlaintextStreamFilter = (connection, _) => ValueTask.FromResult(
                connection.NegotiatedHttpVersion.Major >= 2 ? connection.PlaintextStream : SingleSend.Guard(connection.PlaintextStream)),

            // Headers are ASCII, but ids in them and redirects to addresses beyond it are not.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            UseProxy = options.Proxy is not null,
        };
        if (options.Proxy is { } proxy)
        {
            var credentials = proxy.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToList();
            handler.Proxy = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri)
            {
                Credentials = proxy.UserInfo.Length > 0 ? new NetworkCredential(credentials[0], credentials.ElementAtOrDefault(1) ?? "") : null,
            };
        }

        if (options.CertificateCheck is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = options.CertificateCheck;
        }

        return handler;
    }
}
