using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>The one state of an open ledger, behind a lock: the journal's writer changes it, anybody asks. Thread safe.</summary>
internal sealed class LedgerView(LedgerState state) : ILedgerView
{
    private readonly Lock _gate = new();

    public long? HighestSeen
    {
        get
        {
            lock (_gate)
            {
                return state.HighestSeen;
            }
        }
    }

    public IdSet ProvisionalInRun
    {
        get
        {
            lock (_gate)
            {
                return new IdSet(state.Absences.Provisional);
            }
        }
    }

    public RunTotals Totals
    {
        get
        {
            lock (_gate)
            {
                return state.Run.Totals;
            }
        }
    }

    public Outcome? OutcomeOf(long ordinal)
    {
        lock (_gate)
        {
            return state.Succeeded.Contains(ordinal) ? Outcome.Success
                : state.Absences.All.Contains(ordinal) ? Outcome.NoRecord
                : state.Failures.All.Contains(ordinal) ? Outcome.Failed
                : null;
        }
    }

    public bool IsSettledInRun(long ordinal)
    {
        lock (_gate)
        {
            return state.Run.Contains(ordinal);
        }
    }

    public IdSet OpenIn(IdRange range, DateTimeOffset now, TimeSpan noRecordTtl)
    {
        IdSet closed;
        lock (_gate)
        {
            closed = state.Absences.Standing(now, noRecordTtl);
            closed.UnionWith(state.Succeeded);
            closed.UnionWith(state.Run.Succeeded);
            closed.UnionWith(state.Run.Absent);
            closed.UnionWith(state.Run.Failed);
        }

        return IdSet.Of(closed.GapsIn(range));
    }

    public long AbsentInRunFrom(long first)
    {
        lock (_gate)
        {
            return state.Run.Absent.RangeAround(first) is { } range ? range.Last - first + 1 : 0;
        }
    }

    public long FailedInRunAround(long ordinal)
    {
        lock (_gate)
        {
            return state.Run.Failed.RangeAround(ordinal)?.Count ?? 0;
        }
    }

    /// <summary>Lets events show, together.</summary>
    public void Apply(IEnumerable<LedgerEvent> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
            {
                state.Apply(happened);
            }
        }
    }

    /// <summary>Looks at the state while nothing changes it.</summary>
    public T Read<T>(Func<LedgerState, T> look)
    {
        lock (_gate)
        {
            return look(state);
        }
    }
}
