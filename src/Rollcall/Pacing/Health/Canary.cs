using System.Collections.Immutable;
using Rollcall.Ids;

namespace Rollcall.Pacing.Health;

/// <summary>An id whose answer is known: asked to see whether the site still tells the truth.</summary>
/// <param name="Id">The id.</param>
/// <param name="Exists">Whether the site must have it (true) or must say that it has not.</param>
public sealed record Canary(RecordId Id, bool Exists);

/// <summary>The canaries there are: those that the definition names, and ids that were found lately. Asked in turn. Immutable.</summary>
/// <param name="Present">Ids that the definition says exist.</param>
/// <param name="Absent">Ids that it says do not.</param>
/// <param name="Recent">Ids found before, the newest last; at most <see cref="MostRecent"/>.</param>
public sealed record CanaryBook(ImmutableArray<RecordId> Present, ImmutableArray<RecordId> Absent, ImmutableArray<RecordId> Recent)
{
    /// <summary>How many ids found lately are kept as canaries.</summary>
    public const int MostRecent = 5;

    private int Turn { get; init; }

    /// <summary>None at all.</summary>
    public static CanaryBook Empty { get; } = new([], [], []);

    /// <summary>Whether there is an id known to exist.</summary>
    public bool HasPresent => Present.Length + Recent.Length > 0;

    /// <summary>The next id known to exist, each in its turn, and the book after it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public (Canary Canary, CanaryBook Book) Next()
    {
        if (!HasPresent)
        {
            throw new InvalidOperationException("there is no id known to exist");
        }

        var at = Turn % (Present.Length + Recent.Length);
        var id = at < Present.Length ? Present[at] : Recent[at - Present.Length];
        return (new Canary(id, Exists: true), this with { Turn = at + 1 });
    }

    /// <summary>Without an id found lately.</summary>
    public CanaryBook Without(RecordId gone) => this with { Recent = Recent.Remove(gone) };

    /// <summary>With an id that was found just now.</summary>
    public CanaryBook With(RecordId found) => Recent.Contains(found)
        ? this
        : this with { Recent = Recent.Length < MostRecent ? Recent.Add(found) : Recent.RemoveAt(0).Add(found) };
}
