namespace Rollcall.Practice.JsonApi;

/// <summary>One invented notice. Immutable.</summary>
internal sealed record Notice
{
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required string Publisher { get; init; }

    public required DateOnly Published { get; init; }

    public required decimal Value { get; init; }

    public required IReadOnlyList<NoticeParty> Parties { get; init; }

    /// <summary>What became of it, beside being there.</summary>
    public required NoticeState State { get; init; }

    /// <summary>The notice it is part of now, when it was merged; 0 otherwise.</summary>
    public required int MergedInto { get; init; }
}

/// <summary>Somebody named in a notice.</summary>
internal sealed record NoticeParty(string Name, string Role, DateOnly Since);

/// <summary>Whether a notice is shown.</summary>
internal enum NoticeState
{
    /// <summary>To everybody.</summary>
    Shown,

    /// <summary>It exists, and is not shown.</summary>
    Withheld,

    /// <summary>It was taken away.</summary>
    Deleted,

    /// <summary>It is part of another by now.</summary>
    Merged,
}
