using Rollcall.Fetching;
using Rollcall.Registries;

namespace Rollcall.Records.Pages;

/// <summary>What lies beside kept HTML: everything else the reader needs to see what the engine saw. The JSON is these properties in snake_case.</summary>
internal sealed record Sidecar
{
    public const int Version = 1;

    public required int SchemaVersion { get; init; }

    public required string Registry { get; init; }

    public required string Partition { get; init; }

    public required string RunId { get; init; }

    public required string CaseId { get; init; }

    public required long Ordinal { get; init; }

    public required int Attempt { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The word of the failure class; null for an absence or a wanted page.</summary>
    public string? FailureClass { get; init; }

    /// <summary>Why it failed; null for an absence or a wanted page.</summary>
    public string? Reason { get; init; }

    /// <summary>The marker of an absence; null for anything else.</summary>
    public string? Marker { get; init; }

    /// <summary>What is equal in pages that differ only in the id; null for anything but an absence.</summary>
    public string? ContentKey { get; init; }

    /// <summary>The page judged last.</summary>
    public required SidecarPage Page { get; init; }

    /// <summary>The page of the ask steps, when there were detail steps after them.</summary>
    public SidecarPage? AskPage { get; init; }
}

/// <summary>One page in a <see cref="Sidecar"/>.</summary>
internal sealed record SidecarPage
{
    public required string File { get; init; }

    /// <summary>The hash of the file.</summary>
    public required string Sha256 { get; init; }

    public string? Screenshot { get; init; }

    public required Uri RequestedUrl { get; init; }

    public required Uri FinalUrl { get; init; }

    public required IReadOnlyList<Uri> Redirects { get; init; }

    public required int Status { get; init; }

    /// <summary>Each a name and a value.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Headers { get; init; }

    public required string ContentType { get; init; }

    public required string Mode { get; init; }

    public required string Freshness { get; init; }

    public required int Requests { get; init; }

    public double? RetryAfterSeconds { get; init; }

    public required IReadOnlyList<string> Complaints { get; init; }

    /// <summary>The pages that follow it in the list it begins; null for none.</summary>
    public IReadOnlyList<SidecarPage>? More { get; init; }

    /// <summary>Why the list does not end with its last page; null when it does.</summary>
    public string? Incomplete { get; init; }

    public static SidecarPage Of(Page page, string file, string sha256, string? screenshot, IReadOnlyList<SidecarPage>? more = null) => new()
    {
        More = more,
        Incomplete = page.Incomplete,
        File = file,
        Sha256 = sha256,
        Screenshot = screenshot,
        RequestedUrl = page.RequestedUrl,
        FinalUrl = page.FinalUrl,
        Redirects = page.Redirects,
        Status = page.Status,
        Headers = [.. page.Headers.Select(h => (IReadOnlyList<string>)[h.Key, h.Value])],
        ContentType = page.ContentType,
        Mode = Words<FetchMode>.Of(page.Mode),
        Freshness = Words<Freshness>.Of(page.Freshness),
        Requests = page.Requests,
        RetryAfterSeconds = page.RetryAfter?.TotalSeconds,
        Complaints = page.Complaints,
    };

    /// <exception cref="FormatException">A word or a header is none.</exception>
    public Page ToPage(string body, IReadOnlyList<Page> more) => new()
    {
        More = more,
        Incomplete = Incomplete,
        RequestedUrl = RequestedUrl,
        FinalUrl = FinalUrl,
        Redirects = Redirects,
        Status = Status,
        Headers = [.. Headers.Select(h => h is [var name, var value] ? new KeyValuePair<string, string>(name, value) : throw new FormatException("a header is no name and value"))],
        Body = body,
        ContentType = ContentType,
        Mode = Words<FetchMode>.Parse(Mode),
        Freshness = Words<Freshness>.Parse(Freshness),
        Requests = Requests,
        RetryAfter = RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Complaints = Complaints,
    };

    // The words are the members in snake_case: new_document.
    private static class Words<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> All = Enum.GetValues<T>().ToDictionary(Of);

        public static string Of(T value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

        public static T Parse(string word) => All.TryGetValue(word, out var value) ? value : throw new FormatException($"'{word}' is no {typeof(T).Name}");
    }
}
