using System.Net.Sockets;
using System.Security.Authentication;

namespace Rollcall.Fetching;

/// <summary>Why a request brought no page: its class, and the cause as a person would say it. Immutable.</summary>
internal sealed record TransportTrouble(FailureClass Class, string Cause)
{
    /// <summary>Whether an exception is one that a site or network causes; any other is a defect, and goes up.</summary>
    public static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or AuthenticationException or OperationCanceledException;

    /// <summary>The time limit ran out.</summary>
    /// <param name="after">After so long.</param>
    /// <param name="answered">Whether the headers had come by then.</param>
    public static TransportTrouble Timeout(TimeSpan after, bool answered) =>
        new(FailureClass.Timeout, answered ? $"the answer began, but was not complete after {Seconds(after)}" : $"no answer within {Seconds(after)}");

    /// <summary>The connection was closed where an answer should have begun or gone on.</summary>
    public static TransportTrouble Closed(Uri address, Uri? proxy) =>
        new(FailureClass.Reset, $"{HostOf(proxy ?? address)} closed the connection before the answer was complete");

    /// <summary>What an exception means.</summary>
    public static TransportTrouble Of(Exception exception, Uri address, Uri? proxy)
    {
        var via = proxy is null ? "" : $" through the proxy {HostOf(proxy)}";
        var socket = Inner<SocketException>(exception);
        var host = HostOf(proxy ?? address);
        return exception switch
        {
            _ when Inner<AuthenticationException>(exception) is { } tls => new(FailureClass.Tls, $"no secure connection to {address.Host}{via}: {Sentence(tls.InnerException ?? tls)}"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(FailureClass.Tls, $"no secure connection to {address.Host}{via}: {Innermost(exception)}"),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(FailureClass.Dns, $"the name {(proxy ?? address).Host} could not be resolved: {Innermost(exception)}"),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new(FailureClass.Reset, $"the proxy {host} does not connect to {address.Host}: {Sentence(exception)}"),
            _ when socket?.SocketErrorCode == SocketError.ConnectionRefused => new(FailureClass.Reset, $"{host} refused the connection"),
            _ when socket?.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown => new(FailureClass.Reset, $"{host} reset the connection"),
            _ when socket?.SocketErrorCode == SocketError.TimedOut => new(FailureClass.Timeout, $"{host} did not take the connection"),
            _ when socket is not null => new(FailureClass.Reset, $"no connection to {host}: {Sentence(socket)}"),
            _ when Inner<HttpIOException>(exception) is { HttpRequestError: HttpRequestError.ResponseEnded } => Closed(address, proxy),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new(FailureClass.Reset, $"{host} answers something that is not HTTP: {Innermost(exception)}"),
            OperationCanceledException => new(FailureClass.Timeout, $"{host} did not take the connection"),
            _ => new(FailureClass.Reset, $"the exchange with {host} failed: {Innermost(exception)}"),
        };
    }

    /// <summary>The exception and those behind it, in one line, without stacks.</summary>
    public static string Chain(Exception exception)
    {
        var links = new List<string>();
        for (var at = exception; at is not null; at = at.InnerException)
        {
            links.Add($"{at.GetType().Name}: {at.Message}");
        }

        return string.Join(" <- ", links);
    }

    private static string HostOf(Uri address) => $"{address.Host}:{address.Port}";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";

    private static string Innermost(Exception exception) => Sentence(exception.GetBaseException());

    private static string Sentence(Exception exception) => exception.Message.TrimEnd('.');

    private static T? Inner<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException!)
        {
            if (at is T found)
            {
                return found;
            }
        }

        return null;
    }
}
