using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// Lets in who knows the token: browsers by a cookie that a login gives them, programs by <c>Authorization: Bearer</c>. The cookie holds a time and its
/// seal, not the token, and needs no memory here: a restart logs nobody out. Without a token everybody is in. Thread safe.
/// </summary>
internal sealed class TokenGate(string? token, TimeProvider time) : IDisposable
{
    private const string Cookie = "rollcall-session";
    private const string Bearer = "Bearer ";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    // What is typed into the login is taken one after the other, and none faster than this. Programs are not slowed: a token is long enough not to be guessed.
    private static readonly TimeSpan AfterWrongGuess = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _guess = new(1);

    /// <summary>Whether there is a token to be known.</summary>
    public bool IsClosed => token is not null;

    /// <summary>Whether a request shows that its sender knows the token.</summary>
    public bool Admits(HttpRequest request)
    {
        if (token is null)
        {
            return true;
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Same(authorization[Bearer.Length..].Trim(), token)
            : request.Cookies.TryGetValue(Cookie, out var cookie) && IsSealed(cookie);
    }

    /// <summary>Looks at what was typed; slow when it is wrong.</summary>
    /// <returns>Whether it was the token; then the answer carries the cookie.</returns>
    public async Task<bool> LogInAsync(HttpContext context, string typed)
    {
        await _guess.WaitAsync(context.RequestAborted);
        try
        {
            if (token is null || !Same(typed, token))
            {
                await Task.Delay(AfterWrongGuess, time, context.RequestAborted);
                return false;
            }
        }
        finally
        {
            _guess.Release();
        }

        var until = time.GetUtcNow() + Lifetime;
        context.Response.Cookies.Append(Cookie, SealOf(until.ToUnixTimeSeconds()), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Expires = until,
            Path = "/",
            IsEssential = true,
        });
        return true;
    }

    /// <summary>Takes the cookie back.</summary>
    public static void LogOut(HttpContext context) => context.Response.Cookies.Delete(Cookie);

    public void Dispose() => _guess.Dispose();

    private bool IsSealed(string cookie) =>
        cookie.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
        && long.TryParse(cookie.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && Same(cookie, SealOf(until))
        && time.GetUtcNow().ToUnixTimeSeconds() < until;

    private string SealOf(long until)
    {
        var text = until.ToString(CultureInfo.InvariantCulture);
        return $"{text}.{Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token!), Encoding.UTF8.GetBytes($"rollcall session until {text}")))}";
    }

    // Hashes have one length, so the comparison tells nothing about the length of the token either.
    private static bool Same(string given, string wanted) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
}
