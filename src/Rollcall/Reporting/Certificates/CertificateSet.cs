using System.Text;
using Rollcall.Storage;

namespace Rollcall.Reporting.Certificates;

/// <summary>The certificates of several partitions together. Data only; the JSON is these properties in snake_case, in this order. Immutable.</summary>
/// <param name="Certificates">One for each partition.</param>
public sealed record CertificateSet(IReadOnlyList<Certificate> Certificates)
{
    /// <summary>Partitions that a run meant and never came to, as <c>registry/partition</c>: there is no account to certify.</summary>
    public IReadOnlyList<string> NotBegun { get; init; } = [];

    /// <summary>Others, whose tab the site stopped showing before any run came to them: there is nothing to run, and nothing to account for.</summary>
    public IReadOnlyList<string> Vanished { get; init; } = [];

    /// <summary>Whether each of them is complete, and none was left out.</summary>
    public bool IsComplete => NotBegun.Count == 0 && Certificates.All(c => c.IsComplete);

    /// <summary>What <c>verify</c> ends with: the worst of theirs.</summary>
    public ExitCode ExitCode => IsComplete ? ExitCode.Completed : ExitCode.NotAccountedFor;

    /// <summary>All of them as one JSON document; a single one stands for itself.</summary>
    public string ToJson() => Certificates is [var only] && NotBegun.Count + Vanished.Count == 0 ? only.ToJson() : Encoding.UTF8.GetString(ReadableJson.Write(this));
}
