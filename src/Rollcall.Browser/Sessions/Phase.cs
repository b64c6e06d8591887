using System.Collections.Immutable;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>One of the definition's lists of steps, and how it is done.</summary>
/// <param name="Steps">The steps.</param>
internal sealed record Phase(ImmutableArray<Step> Steps)
{
    /// <summary>The step by which the page goes on to others, when the last is one.</summary>
    public Step.Next? Next => Steps.LastOrDefault() as Step.Next;

    /// <summary>Whether the page is wanted at the end.</summary>
    public bool Reads { get; init; }

    /// <summary>Whether clicks on what is not there are left out: there is nothing to put back.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Whether each step is done, timed and logged by itself.</summary>
    public bool IsOneByOne { get; init; }
}

/// <summary>What a list of steps came to: the page when it was wanted, or why it did not come to its end.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fault">The fault; null when all went well.</param>
/// <param name="Requests">Requests sent to the site.</param>
internal readonly record struct PhaseEnd(Fetching.Page? Page, Fetching.Fault? Fault, int Requests);
