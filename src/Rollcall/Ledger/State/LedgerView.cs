using Rollcall.Ids;

namespace Rollcall.Ledger.State;

/// <summary>The one state of an open ledger, behind a lock: the journal's writer changes it, anybody asks. Thread safe.</summary>
internal sealed class LedgerView(string runId, LedgerState state, JournalPosition position) : ILedgerView
{
    private readonly Lock _gate = new();
    private JournalPosition _position = position;

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

    public IdSet SettledInRun
    {
        get
        {
            lock (_gate)
            {
                return state.Run.Settled;
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

    public IdSet FailedInRun
    {
        get
        {
            lock (_gate)
            {
                return new IdSet(state.Run.Failed);
            }
        }
    }

    public IdSet ReopenedInRun
    {
        get
        {
            lock (_gate)
            {
                return new IdSet(state.Run.Reopened);
            }
        }
    }

    public IdSet Walked
    {
        get
        {
            lock (_gate)
            {
                return new IdSet(state.Walked);
            }
        }
    }

    public PartitionSets Sets
    {
        get
        {
            lock (_gate)
            {
                return state.Sets();
            }
        }
    }

    public ProbeAccount Probes
    {
        get
        {
            lock (_gate)
            {
                return state.Run.Probes.Copy();
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

    public IdSet With(Outcome outcome)
    {
        lock (_gate)
        {
            return new IdSet(outcome switch
            {
                Outcome.Success => state.Succeeded,
                Outcome.NoRecord => state.Absences.All,
                _ => state.Failures.All,
            });
        }
    }

    /// <summary>Lets events show, together.</summary>
    /// <param name="events">What happened.</param>
    /// <param name="position">Where the journal ends behind them.</param>
    public void Apply(IEnumerable<LedgerEvent> events, JournalPosition position)
    {
        lock (_gate)
        {
            foreach (var happened in events)
            {
                state.Apply(happened);
            }

            _position = position;
        }
    }

    /// <summary>A copy of everything.</summary>
    public LedgerSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new LedgerSnapshot(runId, new LedgerState(state), _position);
        }
    }
}
