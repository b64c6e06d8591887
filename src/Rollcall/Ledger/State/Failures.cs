using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Ledger.State;

/// <summary>The ids whose last word is a failure, by class. Not thread safe: <see cref="LedgerState"/> owns it.</summary>
internal sealed class Failures
{
    private readonly SortedDictionary<FailureClass, IdSet> _byClass = [];

    public Failures()
    {
    }

    /// <summary>A copy.</summary>
    public Failures(Failures other)
        : this(other._byClass.Select(f => KeyValuePair.Create(f.Key, new IdSet(f.Value))))
    {
    }

    /// <summary>As a checkpoint keeps them.</summary>
    public Failures(IEnumerable<KeyValuePair<FailureClass, IdSet>> byClass)
    {
        foreach (var (failure, ids) in byClass)
        {
            _byClass.Add(failure, ids);
            All.UnionWith(ids);
        }
    }

    /// <summary>All of them.</summary>
    public IdSet All { get; } = new();

    /// <summary>By the class of the attempt that ended it.</summary>
    public IReadOnlyDictionary<FailureClass, IdSet> ByClass => _byClass;

    /// <summary>The ids of one class, or of all.</summary>
    public IdSet Of(FailureClass? failure) => failure is null
        ? new IdSet(All)
        : _byClass.TryGetValue(failure.Value, out var ids) ? new IdSet(ids) : new IdSet();

    public void Add(long number, FailureClass failure)
    {
        Remove(number);
        if (!_byClass.TryGetValue(failure, out var ids))
        {
            _byClass.Add(failure, ids = new IdSet());
        }

        ids.Add(number);
        All.Add(number);
    }

    public void Remove(long number)
    {
        if (!All.Remove(number))
        {
            return;
        }

        foreach (var ids in _byClass.Values)
        {
            ids.Remove(number);
        }
    }

    public void Remove(IdSet numbers)
    {
        All.ExceptWith(numbers);
        foreach (var ids in _byClass.Values)
        {
            ids.ExceptWith(numbers);
        }
    }
}
