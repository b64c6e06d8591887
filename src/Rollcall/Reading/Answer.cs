using System.Collections.Immutable;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>What the site said to one attempt: a closed set.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>The record asked for, with every required field and its own id on the page.</summary>
    public sealed record Found(RecordContent Content) : Answer
    {
        /// <summary>What could not be read although it stood there and was not required, one sentence each. Empty as a rule.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];

        /// <summary>The optional sections that were not to be had, each by its name. Empty as a rule.</summary>
        public ImmutableArray<string> MissingSections { get; init; } = [];
    }

    /// <summary>The site says the record exists but does not show it.</summary>
    /// <param name="Kind">Why.</param>
    /// <param name="Marker">The words or status that said so.</param>
    /// <param name="MergedInto">The id it was merged into, for <see cref="UnavailableKind.Merged"/>.</param>
    public sealed record Unavailable(UnavailableKind Kind, string Marker, string? MergedInto) : Answer;

    /// <summary>The site says, in its own words and proven fresh, that there is no such record.</summary>
    /// <param name="Marker">The words or status that said so.</param>
    public sealed record Absent(string Marker) : Answer;

    /// <summary>The site refuses to serve us; says nothing about the id.</summary>
    /// <param name="Sign">What showed it.</param>
    /// <param name="RetryAfter">How long the site asked to be left alone.</param>
    public sealed record Blocked(string Sign, TimeSpan? RetryAfter) : Answer
    {
        /// <summary>
        /// <see cref="FailureClass.Throttled"/> for 429, and for 503 with Retry-After, whether a rule of the definition names them or not;
        /// <see cref="FailureClass.Blocked"/> otherwise.
        /// </summary>
        public FailureClass Class { get; init; } = FailureClass.Blocked;
    }

    /// <summary>A page that is none the definition knows, several at once, of another id, or without a required field.</summary>
    /// <param name="Class"><see cref="FailureClass.Unrecognised"/>, <see cref="FailureClass.WrongId"/> or <see cref="FailureClass.Extraction"/>.</param>
    /// <param name="Reason">What was seen and what was expected.</param>
    public sealed record Unrecognised(FailureClass Class, string Reason) : Answer;

    /// <summary>Transport, browser or server failed.</summary>
    public sealed record Faulted(Fault Fault) : Answer;
}

/// <summary>Why a record that exists is not shown.</summary>
public enum UnavailableKind
{
    /// <summary>Sealed, private, confidential.</summary>
    Withheld,

    /// <summary>Removed by the registry.</summary>
    Deleted,

    /// <summary>Now part of another record.</summary>
    Merged,
}
