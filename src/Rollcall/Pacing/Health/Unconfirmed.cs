using System.Collections.Immutable;
using Rollcall.Ids;

namespace Rollcall.Pacing.Health;

/// <summary>
/// The absences that nothing has confirmed yet. What the site says truthfully afterwards, a record or a canary's answer, confirms what it
/// said before that was asked. Immutable.
/// </summary>
public sealed record Unconfirmed
{
    private readonly ImmutableList<(DateTimeOffset Answered, long Ordinal)> _absences;

    private Unconfirmed(ImmutableList<(DateTimeOffset Answered, long Ordinal)> absences) => _absences = absences;

    /// <summary>None.</summary>
    public static Unconfirmed None { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => _absences.Count;

    /// <summary>Those of the run's earlier processes.</summary>
    public static Unconfirmed Of(IdSet earlier) => new([.. earlier.Numbers().Select(n => (DateTimeOffset.MinValue, n))]);

    /// <summary>One more, durable at this time.</summary>
    public Unconfirmed With(long ordinal, DateTimeOffset answered) => new(_absences.Add((answered, ordinal)));

    /// <summary>Takes out what was answered by the time that something was asked for, and answered truthfully.</summary>
    public (IdSet Taken, Unconfirmed Left) UpTo(DateTimeOffset asked)
    {
        var taken = new IdSet();
        if (_absences.IsEmpty)
        {
            return (taken, this);
        }

        foreach (var absence in _absences)
        {
            if (absence.Answered <= asked)
            {
                taken.Add(absence.Ordinal);
            }
        }

        return (taken, taken.IsEmpty ? this : new Unconfirmed(_absences.RemoveAll(a => a.Answered <= asked)));
    }
}
