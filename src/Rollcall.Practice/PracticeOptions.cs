using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.WebForms;

namespace Rollcall.Practice;

/// <summary>What the practice site starts with. Immutable; checked as a whole when the site starts.</summary>
public sealed record PracticeOptions
{
    /// <summary>The robots.txt that forbids nothing.</summary>
    public const string AllowAllRobots = "User-agent: *\nDisallow:\n";

    /// <summary>The loopback port, 0 to 65535. Default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock of the request log, of latencies and of Retry-After dates. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What all chance on the site hangs on: records, holes, faults, latencies. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>An NDJSON file that the plain registry serves; null serves <see cref="Synthetic"/>.</summary>
    public string? RecordsFile { get; init; }

    /// <summary>The property of the file's objects that tells records apart. Default <c>number</c>.</summary>
    public string RecordsKey { get; init; } = "number";

    /// <summary>The plain registry's invented records. Default: mark 240, 5 % holes.</summary>
    public Numbering Synthetic { get; init; } = new() { Mark = 240, HoleRate = 0.05 };

    /// <summary>About how large the plain registry's pages are, in bytes, 0 to 10,000,000. Default 0: as they come, about 1.5 KB.</summary>
    public int PageBytes { get; init; }

    /// <summary>The court's years. Default <see cref="CourtYear.Usual"/>.</summary>
    public IReadOnlyList<CourtYear> CourtYears { get; init; } = CourtYear.Usual;

    /// <summary>How long the court page's script takes over things.</summary>
    public CourtTimings CourtTimings { get; init; } = new();

    /// <summary>The WebForms registry's licences. Default: mark 120, 8 % holes.</summary>
    public Numbering Licences { get; init; } = new() { Mark = 120, HoleRate = 0.08 };

    /// <summary>How long the WebForms registry remembers.</summary>
    public WebFormsTimings WebFormsTimings { get; init; } = new();

    /// <summary>The JSON registry's notices. Default: mark 150, 8 % holes.</summary>
    public Numbering Notices { get; init; } = new() { Mark = 150, HoleRate = 0.08 };

    /// <summary>Faults from the start; each is added to its registry's rules, or to those of all that have such requests.</summary>
    public IReadOnlyList<FaultSetting> Faults { get; init; } = [];

    /// <summary>Latencies from the start; later ones override. Default: none.</summary>
    public IReadOnlyList<LatencySetting> Latencies { get; init; } = [];

    /// <summary>The body of robots.txt. Default <see cref="AllowAllRobots"/>.</summary>
    public string Robots { get; init; } = AllowAllRobots;

    /// <summary>How many requests the log keeps, 1 to 10,000,000; about 300 bytes each. Default 200,000.</summary>
    public int LogCapacity { get; init; } = 200_000;

    internal IEnumerable<string> Problems()
    {
        if (Port is < 0 or > 65535)
            yield return $"port {Port} must be from 0 to 65535";
        if (PageBytes is < 0 or > 10_000_000)
            yield return $"page bytes {PageBytes} must be from 0 to 10000000";
        if (LogCapacity is < 1 or > 10_000_000)
            yield return $"log capacity {LogCapacity} must be from 1 to 10000000";
        if (string.IsNullOrWhiteSpace(RecordsKey))
            yield return "records key must not be empty";
        foreach (var problem in Synthetic.Problems("synthetic records"))
            yield return problem;
        foreach (var problem in Licences.Problems("licences").Concat(Notices.Problems("notices")))
            yield return problem;
        foreach (var problem in WebFormsTimings.Problems())
            yield return $"webforms timings: {problem}";
        foreach (var problem in CourtYear.Problems(CourtYears))
            yield return problem;
        foreach (var problem in CourtTimings.Problems())
            yield return $"court timings: {problem}";
    }
}
