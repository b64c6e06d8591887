using Rollcall.Ids;

namespace Rollcall.Sweeping;

/// <summary>
/// The absences that nothing has confirmed yet. A record found afterwards shows that the site still told the truth when it was asked, so what was
/// answered before that moment is believed. Thread safe.
/// </summary>
internal sealed class PendingAbsences
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Answered, long Ordinal)> _pending = [];

    /// <param name="earlier">Provisional absences of the run's earlier processes.</param>
    public PendingAbsences(IdSet earlier)
    {
        foreach (var ordinal in earlier.Numbers())
        {
            _pending.Add((DateTimeOffset.MinValue, ordinal));
        }
    }

    /// <summary>An absence is durable.</summary>
    public void Add(long ordinal, DateTimeOffset answered)
    {
        lock (_gate)
        {
            _pending.Add((answered, ordinal));
        }
    }

    /// <summary>Takes out what was answered before a canary, or a record, was asked for.</summary>
    public IdSet TakeAnsweredBefore(DateTimeOffset asked)
    {
        var taken = new IdSet();
        lock (_gate)
        {
            _pending.RemoveAll(entry =>
            {
                var before = entry.Answered <= asked;
                if (before)
                {
                    taken.Add(entry.Ordinal);
                }

                return before;
            });
        }

        return taken;
    }
}
