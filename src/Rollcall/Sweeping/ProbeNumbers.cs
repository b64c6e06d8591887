using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Probing;

namespace Rollcall.Sweeping;

/// <summary>
/// The numbers that a search asks, one after the other: each follows from the answers to those before, as the ledger has them. Whoever reads the sequence
/// settles a number before taking the next. Not thread safe.
/// </summary>
internal sealed class ProbeNumbers
{
    private readonly NumberedIds _numbers;
    private readonly ILedgerView _view;
    private readonly ProbeKnowledge _knowledge;
    private readonly ProbeLimits _limits;
    private readonly long? _canary;
    private readonly long _spentBefore;

    /// <param name="numbers">Gives numbers their text.</param>
    /// <param name="knowledge">What is known before the search.</param>
    /// <param name="limits">What the run may spend on searches, and how sure they have to be.</param>
    /// <param name="canary">A number said to exist, asked first when nothing else is known to.</param>
    /// <param name="spentBefore">What the run's earlier searches have spent.</param>
    /// <param name="view">What the ledger knows.</param>
    public ProbeNumbers(NumberedIds numbers, ProbeKnowledge knowledge, ProbeLimits limits, long? canary, long spentBefore, ILedgerView view)
    {
        (_numbers, _view, _knowledge, _canary, _spentBefore) = (numbers, view, knowledge, canary, spentBefore);
        _limits = limits with { Budget = limits.Budget - spentBefore };
    }

    /// <summary>What may still be asked.</summary>
    public long Left => Math.Max(0, _limits.Budget - Answers(new IdSet()).Spent);

    /// <summary>What the search has asked.</summary>
    public long Asked => _view.Probes is var p ? p.Seen.Count + p.Missed.Count + p.Undecided.Count : 0;

    /// <summary>The numbers; ends when enough is known or nothing is left to spend.</summary>
    /// <param name="reserve">What has to be left for the retries of a number and for a canary.</param>
    public IEnumerable<RecordId> Ids(long reserve)
    {
        var vain = new IdSet();
        while (Next(vain, reserve) is ProbeMove.Ask ask)
        {
            yield return _numbers[ask.Number];
            if (!IsAnswered(ask.Number))
            {
                vain.Add(ask.Number);
            }
        }
    }

    /// <summary>What the search has come to, as if nothing could be asked any more.</summary>
    public ProbeMove Outcome()
    {
        var answers = Answers(new IdSet());
        var move = MarkSearch.Next(_knowledge, answers, _limits);
        return move is ProbeMove.Ask ? MarkSearch.Next(_knowledge, answers, _limits with { Budget = Math.Min(_limits.Budget, answers.Spent) }) : move;
    }

    private ProbeMove Next(IdSet vain, long reserve)
    {
        var answers = Answers(vain);
        if (_limits.Budget - answers.Spent < reserve)
        {
            return Outcome();
        }

        return _knowledge.Known is null && _canary is { } canary && !vain.Contains(canary) && !IsAnswered(canary) && !answers.Undecided.Contains(canary)
            ? new ProbeMove.Ask(canary, ProbePurpose.Reach)
            : MarkSearch.Next(_knowledge, answers, _limits);
    }

    private bool IsAnswered(long number) => _view.Probes is var probes && (probes.Seen.Contains(number) || probes.Missed.Contains(number));

    // A number in the midst of its retries is undecided in the ledger, but not for good.
    private ProbeAnswers Answers(IdSet vain)
    {
        var probes = _view.Probes;
        var undecided = IdSet.Of(probes.Undecided.Numbers().Where(n => _view.OutcomeOf(n) == Ledger.Outcome.Failed).Select(n => new IdRange(n, n)));
        undecided.UnionWith(vain);
        return new ProbeAnswers(probes.Seen, probes.Missed, undecided, probes.Requests - _spentBefore);
    }
}
