using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Where a page leads by a step that starts from it: a closed set.</summary>
public abstract record Onward
{
    private Onward()
    {
    }

    /// <summary>A request.</summary>
    /// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="Address">The address, on the same host as the page.</param>
    /// <param name="Form">The fields of the form; empty for a GET.</param>
    public sealed record Request(string Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Form) : Onward
    {
        /// <summary>Headers to be sent with it.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

        /// <summary>What tells it from other requests from such a page, whatever tokens it carries.</summary>
        public string Key { get; init; } = Address.AbsoluteUri;
    }

    /// <summary>There is no next page: this is the last.</summary>
    public sealed record End : Onward;

    /// <summary>The page does not have what the step wants of it.</summary>
    /// <param name="Why">What is missing.</param>
    public sealed record Nowhere(string Why) : Onward
    {
        /// <summary>The selector of the field that could not be filled in; null when it is the step itself that leads nowhere.</summary>
        public string? Field { get; init; }
    }
}

/// <summary>Says where pages lead, for sources that have no browser to click in. Thread safe.</summary>
/// <param name="page">The page.</param>
/// <param name="step">The step that starts from it: a click, a form to be sent with what the page holds, a next page.</param>
/// <param name="id">The id asked for.</param>
/// <param name="filled">What was filled in on the page, by selector, in order.</param>
public delegate Onward Wayfinder(Page page, Step step, RecordId id, IReadOnlyList<KeyValuePair<string, string>> filled);
