using Rollcall.Ledger;

namespace Rollcall.Reporting.Timelines;

/// <summary>The numbers that a run's searches for the mark asked, in order, and what they came to. The first <see cref="MostSteps"/>. Not thread safe.</summary>
public sealed class ProbeTrace
{
    /// <summary>Numbers kept; the largest budget that anybody should give is below it.</summary>
    public const int MostSteps = 2000;

    private readonly List<ProbeStep> _steps = [];
    private readonly List<ReportedMark> _marks = [];

    /// <summary>The numbers asked.</summary>
    public IReadOnlyList<ProbeStep> Steps => _steps;

    /// <summary>What each search came to.</summary>
    public IReadOnlyList<ReportedMark> Marks => _marks;

    /// <summary>Adds the next event.</summary>
    public void Add(LedgerEvent happened)
    {
        switch (happened)
        {
            case LedgerEvent.Probed probed when _steps.Count < MostSteps:
                _steps.Add(new ProbeStep(probed.Id.Ordinal, probed.Id.Text, probed.Seen, probed.Requests));
                break;
            case LedgerEvent.MarkFound mark when _marks.Count < MostSteps:
                _marks.Add(new ReportedMark(mark.Mark, Math.Round(mark.Confidence, 4), mark.Requests));
                break;
            default:
                break;
        }
    }
}

/// <summary>One number asked by a search.</summary>
/// <param name="Number">The number.</param>
/// <param name="CaseId">Its id.</param>
/// <param name="Seen">Whether it exists; null when nothing said either.</param>
/// <param name="Requests">What that cost.</param>
public sealed record ProbeStep(long Number, string CaseId, bool? Seen, int Requests);
