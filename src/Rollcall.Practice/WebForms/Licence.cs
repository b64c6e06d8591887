namespace Rollcall.Practice.WebForms;

/// <summary>One invented licence. Immutable.</summary>
internal sealed record Licence
{
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required string Holder { get; init; }

    public required string Status { get; init; }

    public required DateOnly Issued { get; init; }

    public required int Fee { get; init; }

    /// <summary>Whether it is sealed: the search finds it, its page says only that.</summary>
    public required bool IsSealed { get; init; }

    public required IReadOnlyList<LicenceEvent> Events { get; init; }

    /// <summary>What a search for its number finds, in the site's order: the licence itself and its amendments.</summary>
    public required IReadOnlyList<LicenceRow> Rows { get; init; }
}

/// <summary>One thing that happened to a licence.</summary>
internal sealed record LicenceEvent(DateOnly Date, string What, string Remark);

/// <summary>One row of a result list.</summary>
internal sealed record LicenceRow(string Number, string Kind, string Title);
