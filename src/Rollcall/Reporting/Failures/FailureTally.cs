using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;

namespace Rollcall.Reporting.Failures;

/// <summary>
/// Adds up what went wrong, event by event: by class and by masked message, with what became of the ids. What it holds is bounded: messages by
/// <see cref="MostMessages"/> a class, ids as intervals, ids waiting for their settlement by <see cref="MostWaiting"/>. Not thread safe.
/// </summary>
internal sealed class FailureTally
{
    /// <summary>Messages told apart in one class; attempts with further ones are counted together. One that came once gives way to a new one.</summary>
    public const int MostMessages = 50;

    /// <summary>Ids whose time to settlement is taken at once; further ones are not timed.</summary>
    public const int MostWaiting = 100_000;

    private readonly SortedDictionary<FailureClass, OfClass> _classes = [];
    private readonly Dictionary<long, (FailureClass Class, DateTimeOffset At)> _waiting = [];
    private readonly DurationHistogram _outages = new();
    private readonly IdSet _affected = new();
    private readonly IdSet _answered = new();
    private readonly IdSet _failed = new();
    private DateTimeOffset? _parkedAt;

    /// <summary>Adds the next event.</summary>
    public void Add(LedgerEvent happened)
    {
        switch (happened)
        {
            case LedgerEvent.Attempted { Answer.ErrorClass: { } failure } attempted:
                Add(attempted, failure);
                break;
            case LedgerEvent.Settled settled:
                Add(settled);
                break;
            case LedgerEvent.Voided { Ids: var ids } when IdSet.TryParse(ids, out var voided):
                _answered.ExceptWith(voided);
                break;
            case LedgerEvent.Reopened { Ids: var ids } when IdSet.TryParse(ids, out var reopened):
                _failed.ExceptWith(reopened);
                _answered.ExceptWith(reopened);
                break;
            case LedgerEvent.Parked { On: true } parked:
                _parkedAt ??= parked.At;
                break;
            case LedgerEvent.Parked { On: false } back when _parkedAt is { } since:
                _outages.Add(back.At - since);
                _parkedAt = null;
                break;
            case LedgerEvent.Resumed:
                // Nobody was there to see when the site came back.
                _parkedAt = null;
                break;
            default:
                break;
        }
    }

    /// <summary>The failures by now.</summary>
    /// <param name="isThere">Whether a file of that path, relative to the output folder, is there.</param>
    public FailureAnalytics Analyse(Func<string, bool> isThere)
    {
        var all = _classes.Values.Sum(c => c.All.Count);
        return all == 0 && _outages.Count == 0 ? FailureAnalytics.None : new FailureAnalytics
        {
            FailedAttempts = all,
            AffectedIds = _affected.Count,
            SiteRecovery = RecoveryTimes.Of(_outages),
            Classes = [.. _classes.OrderByDescending(c => c.Value.All.Count).Select(c => Analyse(c.Key, c.Value, all, isThere))],
        };
    }

    private void Add(LedgerEvent.Attempted attempted, FailureClass failure)
    {
        _affected.Add(attempted.Id.Ordinal);
        if (!_classes.TryGetValue(failure, out var seen))
        {
            _classes.Add(failure, seen = new OfClass());
        }

        seen.All.Add(attempted);
        var message = MessageMask.Of(attempted.Answer.Error ?? "", attempted.Id.Text);
        if (!seen.ByMessage.TryGetValue(message, out var group) && seen.MakeRoom())
        {
            seen.ByMessage.Add(message, group = new Occurrences());
        }

        group?.Add(attempted);
        if (_waiting.Count < MostWaiting)
        {
            _waiting.TryAdd(attempted.Id.Ordinal, (failure, attempted.At));
        }
    }

    private void Add(LedgerEvent.Settled settled)
    {
        var number = settled.Id.Ordinal;
        var isAnswer = settled.Outcome != Outcome.Failed;
        var (now, before) = isAnswer ? (_answered, _failed) : (_failed, _answered);
        now.Add(number);
        before.Remove(number);
        if (_waiting.Remove(number, out var first) && isAnswer)
        {
            _classes[first.Class].Recoveries.Add(settled.At - first.At);
        }
    }

    private ClassAnalysis Analyse(FailureClass failure, OfClass seen, long all, Func<string, bool> isThere)
    {
        var answered = seen.All.Ids.Intersect(_answered).Count;
        var settled = answered + seen.All.Ids.Intersect(_failed).Count;
        var messages = seen.ByMessage.OrderByDescending(m => m.Value.Count).ThenBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => m.Value.ToGroup(m.Key, all, isThere)).ToList();
        return new ClassAnalysis
        {
            Class = failure.Word(),
            Count = seen.All.Count,
            Share = Math.Round((double)seen.All.Count / all, 4),
            Ids = seen.All.Ids.Count,
            IdRanges = Occurrences.RangesOf(seen.All.Ids),
            First = seen.All.First!,
            Last = seen.All.Last!,
            SamplePage = seen.All.SamplePage,
            SampleScreenshot = Occurrences.ScreenshotOf(seen.All.SamplePage, isThere),
            Settled = settled,
            RetrySuccessShare = settled == 0 ? null : Math.Round((double)answered / settled, 4),
            Recovery = RecoveryTimes.Of(seen.Recoveries),
            WhatToDo = Remedies.For(failure),
            Messages = messages,
            OtherMessages = seen.All.Count - messages.Sum(m => m.Count),
        };
    }

    private sealed class OfClass
    {
        public Occurrences All { get; } = new();

        public Dictionary<string, Occurrences> ByMessage { get; } = new(StringComparer.Ordinal);

        public DurationHistogram Recoveries { get; } = new();

        // Or fifty messages that never come again would keep the one that does from being told.
        public bool MakeRoom()
        {
            if (ByMessage.Count < MostMessages)
            {
                return true;
            }

            var once = ByMessage.Where(m => m.Value.Count == 1).OrderBy(m => m.Value.First!.At).Select(m => m.Key).FirstOrDefault();
            return once is not null && ByMessage.Remove(once);
        }
    }
}
