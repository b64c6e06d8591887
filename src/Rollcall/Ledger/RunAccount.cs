using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>What one run did, over all its processes: the ids it settled, and its counts. Not thread safe: <see cref="LedgerState"/> owns it.</summary>
internal sealed class RunAccount
{
    private readonly SortedDictionary<string, ErrorSample> _errors = new(StringComparer.Ordinal);

    public RunAccount()
    {
    }

    public RunAccount(RunAccount other)
    {
        Succeeded = new IdSet(other.Succeeded);
        Unavailable = new IdSet(other.Unavailable);
        Absent = new IdSet(other.Absent);
        Failed = new IdSet(other.Failed);
        (Attempts, Retries, Requests, LastStop) = (other.Attempts, other.Retries, other.Requests, other.LastStop);
        foreach (var (failure, sample) in other._errors)
        {
            _errors.Add(failure, sample);
        }
    }

    public IdSet Succeeded { get; } = new();

    public IdSet Unavailable { get; } = new();

    public IdSet Absent { get; } = new();

    public IdSet Failed { get; } = new();

    public long Attempts { get; private set; }

    public long Retries { get; private set; }

    public long Requests { get; private set; }

    /// <summary>Why the run's last process ended; null while one works on it, or when it was killed.</summary>
    public StopReason? LastStop { get; set; }

    /// <summary>Whether the same command starts a new run rather than taking this one up.</summary>
    public bool IsFinished => LastStop?.Finishes() ?? false;

    public RunTotals Totals => new()
    {
        Succeeded = Succeeded.Count,
        Unavailable = Unavailable.Count,
        NoRecord = Absent.Count,
        Failed = Failed.Count,
        Attempts = Attempts,
        Retries = Retries,
        Requests = Requests,
        Errors = [.. _errors.Values],
    };

    public bool Contains(long number) => Succeeded.Contains(number) || Absent.Contains(number) || Failed.Contains(number);

    public void Settle(LedgerEvent.Settled settled)
    {
        var number = settled.Id.Ordinal;
        Succeeded.Remove(number);
        Unavailable.Remove(number);
        Absent.Remove(number);
        Failed.Remove(number);
        var ids = settled.Outcome switch
        {
            Outcome.Success => Succeeded,
            Outcome.NoRecord => Absent,
            _ => Failed,
        };
        ids.Add(number);
        if (settled.Unavailable is not null)
        {
            Unavailable.Add(number);
        }
    }

    public void Count(LedgerEvent.Attempted attempted)
    {
        Attempts++;
        Retries += attempted.Attempt > 1 ? 1 : 0;
        Requests += attempted.Requests;
        if (attempted.Answer.ErrorClass is not { } failure)
        {
            return;
        }

        var word = failure.Word();
        _errors[word] = _errors.TryGetValue(word, out var sample)
            ? sample with { Count = sample.Count + 1 }
            : new ErrorSample(word, 1, attempted.Id.Text, attempted.Answer.Error ?? "", attempted.Answer.HtmlPath);
    }

    public void CountRequests(int requests) => Requests += requests;
}
