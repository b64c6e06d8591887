using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Ledger.State;

/// <summary>What one run did, over all its processes: the ids it settled, and its counts. Not thread safe: <see cref="LedgerState"/> owns it.</summary>
internal sealed class RunAccount
{
    private readonly SortedDictionary<string, ErrorSample> _errors = new(StringComparer.Ordinal);

    public RunAccount()
    {
    }

    /// <summary>A copy.</summary>
    public RunAccount(RunAccount other)
        : this(other._errors.Values)
    {
        Succeeded = new IdSet(other.Succeeded);
        Unavailable = new IdSet(other.Unavailable);
        Absent = new IdSet(other.Absent);
        Failed = new IdSet(other.Failed);
        Reopened = new IdSet(other.Reopened);
        Probes = other.Probes.Copy();
        (Attempts, Retries, Requests, LastStop) = (other.Attempts, other.Retries, other.Requests, other.LastStop);
    }

    /// <summary>As a checkpoint keeps it.</summary>
    public RunAccount(IEnumerable<ErrorSample> errors)
    {
        foreach (var sample in errors)
        {
            _errors.Add(sample.Class, sample);
        }
    }

    public IdSet Succeeded { get; init; } = new();

    public IdSet Unavailable { get; init; } = new();

    public IdSet Absent { get; init; } = new();

    public IdSet Failed { get; init; } = new();

    /// <summary>Ids whose failure was taken back, and which have no outcome since.</summary>
    public IdSet Reopened { get; init; } = new();

    public ProbeAccount Probes { get; set; } = ProbeAccount.Empty();

    public long Attempts { get; set; }

    public long Retries { get; set; }

    public long Requests { get; set; }

    /// <summary>Why the run's last process ended; null while one works on it, or when it was killed.</summary>
    public StopReason? LastStop { get; set; }

    /// <summary>Whether the same command starts a new run rather than taking this one up.</summary>
    public bool IsFinished => LastStop?.Finishes() ?? false;

    /// <summary>Failed attempts by class.</summary>
    public IReadOnlyCollection<ErrorSample> Errors => _errors.Values;

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

    /// <summary>Every id with an outcome; a new set.</summary>
    public IdSet Settled
    {
        get
        {
            var settled = new IdSet(Succeeded);
            settled.UnionWith(Absent);
            settled.UnionWith(Failed);
            return settled;
        }
    }

    public bool Contains(long number) => Succeeded.Contains(number) || Absent.Contains(number) || Failed.Contains(number);

    public void Settle(LedgerEvent.Settled settled)
    {
        var number = settled.Id.Ordinal;
        Succeeded.Remove(number);
        Unavailable.Remove(number);
        Absent.Remove(number);
        Failed.Remove(number);
        Reopened.Remove(number);
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
        Count(attempted.Id.Text, attempted.Answer);
    }

    public void Count(LedgerEvent.Listed listed)
    {
        Requests += listed.Requests;
        Count("listing", listed.Answer);
    }

    private void Count(string what, AnswerNote answer)
    {
        if (answer.ErrorClass is not { } failure)
        {
            return;
        }

        var word = failure.Word();
        _errors[word] = _errors.TryGetValue(word, out var sample)
            ? sample with { Count = sample.Count + 1 }
            : new ErrorSample(word, 1, what, answer.Error ?? "", answer.HtmlPath);
    }
}
