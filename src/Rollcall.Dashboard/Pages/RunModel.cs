using Rollcall.Dashboard.State;
using Rollcall.Ledger;

namespace Rollcall.Dashboard.Pages;

/// <summary>What the run's page shows. Immutable.</summary>
/// <param name="Run">The run.</param>
/// <param name="IsNewest">Whether no later run of its partition began.</param>
/// <param name="News">Its partition's account.</param>
/// <param name="Events">What happened last.</param>
/// <param name="Now">The time.</param>
public sealed record RunModel(RunView Run, bool IsNewest, PartitionNews News, IReadOnlyList<JournalLine.Entry> Events, DateTimeOffset Now)
{
    /// <summary>The partition's ids without an answer after all retries, by class; empty where the run is not the newest, for then they are another's.</summary>
    public IReadOnlyList<(string Class, long Ids)> FailedNow =>
        IsNewest && News.Account is { } account ? [.. account.Picture.FailedByClass.Select(f => (Fetching.FailureClassNames.Word(f.Key), f.Value.Count)).OrderByDescending(f => f.Count)] : [];

    /// <summary>Failed attempts by class, with the first of each.</summary>
    public IReadOnlyList<ErrorSample> Errors => Run.Standing is RunStanding.Ended ended
        ? [.. ended.Report.Errors.Select(e => new ErrorSample(e.Class, e.Count, e.FirstId, e.Message, e.HtmlPath))]
        : IsNewest && News.Account is { } account ? account.Picture.Totals.Errors : [];
}

/// <summary>One partition in the overview. Immutable.</summary>
/// <param name="Newest">Its newest run.</param>
/// <param name="News">Its account.</param>
/// <param name="Certificate">Its certificate.</param>
public sealed record PartitionModel(RunView Newest, PartitionNews News, CertificateStanding Certificate)
{
    /// <summary>When the certificate was made that the journal has outgrown since; null when there is none, or it still speaks of what is.</summary>
    public DateTimeOffset? OutgrownSince => Certificate is CertificateStanding.Made made && (made.RunId != Newest.RunId || made.Stamp != Newest.Stamp) ? made.Certificate.VerifiedAt : null;
}
