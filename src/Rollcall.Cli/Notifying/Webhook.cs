using System.Net;
using System.Net.Http.Headers;

namespace Rollcall.Cli.Notifying;

/// <summary>Posts a notice to an address.</summary>
internal static class Webhook
{
    /// <summary>Tries in all.</summary>
    public const int Tries = 3;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>Posts it; what may pass (no connection, no answer, 408, 429, 5xx) is tried again, after 1 and 2 seconds.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="headers">Headers beside those of the content.</param>
    /// <param name="notice">The notice.</param>
    /// <param name="limit">How long all tries may take together; one may take its third.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the receiver took it; else why it did not. It never holds the address, which may be a secret as a whole.</returns>
    public static async Task<string?> PostAsync(
        Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, StopNotice notice, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        // Redirects are not followed: a notice with its headers goes where the settings say, and nowhere else.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = limit / Tries };
        for (var attempt = 1; ; attempt++)
        {
            var (trouble, mayPass) = await TryAsync(client, address, headers, notice, cancellationToken);
            if (trouble is null || !mayPass || attempt == Tries)
            {
                return trouble is null ? null : $"{trouble} ({attempt} {(attempt == 1 ? "try" : "tries")})";
            }

            await Task.Delay(FirstWait * attempt, time, cancellationToken);
        }
    }

    private static async Task<(string? Trouble, bool MayPass)> TryAsync(
        HttpClient client, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, StopNotice notice, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(notice.ToJson()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode
                ? (null, false)
                : ($"it answered {(int)answer.StatusCode}", (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        }
        catch (HttpRequestException ex)
        {
            return (ex.HttpRequestError == HttpRequestError.Unknown ? ex.Message : $"{ex.HttpRequestError}: {(ex.InnerException ?? ex).Message}", true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ("it did not answer in time", true);
        }
    }
}
