namespace Rollcall.Reporting.Maps;

/// <summary>What stands for an id on a map. A closed set; each id of the walk is in exactly one state.</summary>
public enum IdState
{
    /// <summary>A record was collected.</summary>
    Found,

    /// <summary>The site says that it exists, and does not show it.</summary>
    Unavailable,

    /// <summary>The site says that there is none, and a canary has confirmed that it told the truth.</summary>
    Absent,

    /// <summary>The same above the highest number known to exist: the registry may grow to it.</summary>
    AboveMark,

    /// <summary>The site says that there is none, and nothing has confirmed it yet.</summary>
    Unconfirmed,

    /// <summary>No answer after all retries.</summary>
    Failed,

    /// <summary>No outcome, although a higher number is known to exist.</summary>
    Hole,

    /// <summary>No outcome, above every number known to exist.</summary>
    Unvisited,
}

/// <summary>The words of <see cref="IdState"/> for people.</summary>
public static class IdStates
{
    private static readonly string[] Words =
        ["found", "unavailable", "no record", "no record above the mark", "no record, unconfirmed", "failed", "no outcome", "not visited"];

    private static readonly string[] Meanings =
    [
        "a record was collected",
        "the site says it exists, and does not show it",
        "the site said so, and was found truthful afterwards",
        "said so above the highest number known to exist; a later run asks again",
        "the site said so, but nothing has confirmed it yet",
        "no answer after all retries",
        "a hole: a higher number is known to exist",
        "above every number known to exist",
    ];

    /// <summary>All of them, in the order of the enumeration.</summary>
    public static IReadOnlyList<IdState> All { get; } = Enum.GetValues<IdState>();

    /// <summary>The state in a word or two.</summary>
    public static string Word(this IdState state) => Words[(int)state];

    /// <summary>What it means, for a legend.</summary>
    public static string Meaning(this IdState state) => Meanings[(int)state];

    /// <summary>Whether somebody has to do something about such an id.</summary>
    public static bool IsTrouble(this IdState state) => state is IdState.Failed or IdState.Hole;
}
