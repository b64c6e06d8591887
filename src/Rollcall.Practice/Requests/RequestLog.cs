using Rollcall.Practice.Faults;

namespace Rollcall.Practice.Requests;

/// <summary>
/// What the site was asked, in order of arrival: the newest <c>capacity</c> requests, older ones are dropped and counted.
/// Thread safe; an entry costs one short lock at arrival and one at its end. Control requests are not logged.
/// </summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly LoggedRequest?[] _ring;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _startedStamp;
    private long _first = 1;
    private long _next = 1;

    internal RequestLog(int capacity, TimeProvider time)
    {
        _ring = new LoggedRequest?[capacity];
        _time = time;
        _startedAt = time.GetUtcNow();
        _startedStamp = time.GetTimestamp();
    }

    /// <summary>Requests received since the site started or the log was last cleared, dropped ones included.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
                return _next - _first;
        }
    }

    /// <summary>Requests that are counted in <see cref="Total"/> but no longer kept.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
                return Math.Max(0, _next - _first - _ring.Length);
        }
    }

    /// <summary>The kept requests that match, oldest first. All are matched when no filter is given.</summary>
    public IReadOnlyList<LoggedRequest> Read(RequestFilter? filter = null)
    {
        var found = new List<LoggedRequest>();
        lock (_gate)
        {
            for (var at = Math.Max(_first, _next - _ring.Length); at < _next; at++)
            {
                if (_ring[at % _ring.Length] is { } request && (filter is null || filter.Matches(request)))
                    found.Add(request);
            }
        }
        return found;
    }

    /// <summary>Forgets everything; sequence numbers go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_ring);
            _first = _next;
        }
    }

    internal long Arrived(string method, string path, string? registry, RequestKind? kind, string? id, FaultKind? fault, string? userAgent)
    {
        lock (_gate)
        {
            // Stamped inside the lock, so that the order of sequence numbers is the order of times.
            var request = new LoggedRequest
            {
                Sequence = _next,
                ArrivedAt = _startedAt + _time.GetElapsedTime(_startedStamp),
                Method = method,
                Path = path,
                Registry = registry,
                Kind = kind,
                Id = id,
                Fault = fault,
                UserAgent = userAgent,
            };
            _ring[_next % _ring.Length] = request;
            return _next++;
        }
    }

    /// <summary>The head of the answer is about to be sent.</summary>
    internal void Answered(long sequence, int status) => Update(sequence, status);

    /// <summary>The exchange is over, with or without an answer.</summary>
    internal void Ended(long sequence) => Update(sequence, status: null);

    private void Update(long sequence, int? status)
    {
        lock (_gate)
        {
            ref var slot = ref _ring[sequence % _ring.Length];
            // Cleared or overwritten meanwhile: its end interests nobody.
            if (slot is null || slot.Sequence != sequence)
                return;
            var took = _startedAt + _time.GetElapsedTime(_startedStamp) - slot.ArrivedAt;
            slot = slot with { Status = status ?? slot.Status, DurationMs = took.TotalMilliseconds };
        }
    }
}
