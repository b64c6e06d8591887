using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Registries;

/// <summary>
/// One registry of the practice site: its truth, and what can be adjusted while it runs. Thread safe; a change holds
/// from the next request on.
/// </summary>
public abstract class PracticeRegistry
{
    private readonly LatencyRange[] _latencies = new LatencyRange[Enum.GetValues<RequestKind>().Length];
    private readonly Lock _latencyGate = new();
    private readonly int _seed;
    private ActiveFaults _faults;
    private int _requests;

    private protected PracticeRegistry(string name, int seed, IReadOnlyList<RequestKind> kinds)
    {
        Name = name;
        Kinds = kinds;
        _seed = seed;
        _faults = new ActiveFaults(name, seed, FaultPlan.None);
    }

    /// <summary>The name in addresses, settings and the request log: <c>plain</c>, <c>court</c>.</summary>
    public string Name { get; }

    /// <summary>The requests this registry answers.</summary>
    public IReadOnlyList<RequestKind> Kinds { get; }

    /// <summary>How the registry misbehaves. Setting it starts the counts of asks afresh.</summary>
    /// <exception cref="ArgumentException">A rule is out of bounds or cannot hit any request of this registry.</exception>
    public FaultPlan Faults
    {
        get => Volatile.Read(ref _faults).Plan;
        set
        {
            var problems = value.Problems(Kinds).ToList();
            if (problems.Count > 0)
                throw new ArgumentException($"{Name}: {string.Join($"\n{Name}: ", problems)}", nameof(value));
            Volatile.Write(ref _faults, new ActiveFaults(Name, _seed, value));
        }
    }

    /// <summary>Each partition's highest number; the partition of a registry that has only one is "".</summary>
    public abstract IReadOnlyDictionary<string, int> Marks { get; }

    /// <summary>Replaces the rules, keeping an outage. Starts the counts of asks afresh.</summary>
    /// <exception cref="ArgumentException">A rule is out of bounds or cannot hit any request of this registry.</exception>
    public void SetFaults(params IReadOnlyList<FaultRule> rules) => Faults = Faults with { Rules = rules };

    /// <summary>The latency of one kind of request; zero until set.</summary>
    public LatencyRange Latency(RequestKind kind)
    {
        lock (_latencyGate)
            return _latencies[(int)kind];
    }

    /// <summary>Sets the latency of one kind of request, or of all but assets.</summary>
    public void SetLatency(LatencyRange latency, RequestKind? kind = null)
    {
        lock (_latencyGate)
        {
            foreach (var each in Kinds)
            {
                if (kind is null ? each != RequestKind.Asset : each == kind)
                    _latencies[(int)each] = latency;
            }
        }
    }

    /// <summary>What a faultless collection of this id must yield. Any text is allowed: an id that cannot exist has no record.</summary>
    public abstract RecordTruth Truth(string id);

    /// <summary>The truth of every number from <paramref name="first"/> to <paramref name="last"/> in one partition, in order.</summary>
    /// <exception cref="ArgumentException">There is no such partition.</exception>
    public abstract IEnumerable<RecordTruth> Truths(string partition, int first, int last);

    /// <summary>Raises a partition's mark: the registry has grown. False when it would fall, or the registry cannot grow.</summary>
    /// <exception cref="ArgumentException">There is no such partition.</exception>
    public abstract bool TryGrow(string partition, int mark);

    /// <summary>Registers the registry's addresses.</summary>
    internal abstract void Map(IEndpointRouteBuilder routes, Exchange exchange);

    /// <summary>The answer to a request: the true one, or one whose content is changed as the fault says.</summary>
    internal abstract Reply Answer(Ask ask, FaultKind? change);

    internal FaultRule? NextFault(Ask ask) => Volatile.Read(ref _faults).Next(ask);

    internal TimeSpan NextDelay(RequestKind kind)
    {
        var range = Latency(kind);
        return range.Max == TimeSpan.Zero
            ? TimeSpan.Zero
            : range.Draw(Dice.For(_seed, "latency/" + Name, Interlocked.Increment(ref _requests)));
    }
}
