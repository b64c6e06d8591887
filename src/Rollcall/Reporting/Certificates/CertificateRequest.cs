using Rollcall.Ids;

namespace Rollcall.Reporting.Certificates;

/// <summary>Which account to certify. Immutable.</summary>
public sealed record CertificateRequest
{
    /// <summary>The output folder.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The folder of the records in the output folder (<c>per_case_subdir</c>); those that journals name are looked at in any case.</summary>
    public required string RecordsFolder { get; init; }

    /// <summary>The numbers that have to be accounted for; null for what the runs set out to walk.</summary>
    public IdRange? Walk { get; init; }
}
