namespace Rollcall.Practice.Court;

/// <summary>One invented court file. Immutable.</summary>
internal sealed record CourtFile
{
    public required CourtId Id { get; init; }

    public required string Applicant { get; init; }

    public required string StyleOfCause { get; init; }

    public required string TypeOfAction { get; init; }

    public required string NatureOfProceeding { get; init; }

    public required string Office { get; init; }

    public required string Language { get; init; }

    public required DateOnly FilingDate { get; init; }

    /// <summary>The docket as the page shows it: the newest entry, with the highest id, first.</summary>
    public required IReadOnlyList<DocketEntry> Docket { get; init; }
}

/// <summary>One line of a docket.</summary>
internal sealed record DocketEntry(int Id, DateOnly Filed, string Office, string Summary);
