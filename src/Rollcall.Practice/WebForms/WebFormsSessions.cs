using System.Collections.Concurrent;

namespace Rollcall.Practice.WebForms;

/// <summary>Who has accepted the terms, and what each has open. Thread safe.</summary>
internal sealed class WebFormsSessions(int seed)
{
    private readonly ConcurrentDictionary<string, Session> _sessions = [];
    private int _count;

    /// <summary>Begins a session; its key goes into the cookie.</summary>
    public string Begin()
    {
        var number = Interlocked.Increment(ref _count);
        var key = $"{Dice.For(seed, "webforms/session", number).Below(int.MaxValue):x8}{number:x}";
        _sessions[key] = new Session();
        return key;
    }

    /// <summary>Whether the session is there, and has had fewer searches than that.</summary>
    public bool IsAlive(string? key, int searches) => key is not null && _sessions.TryGetValue(key, out var session) && Volatile.Read(ref session.Searches) < searches;

    /// <summary>A search was made in it.</summary>
    public void CountSearch(string key) => Interlocked.Increment(ref _sessions[key].Searches);

    /// <summary>The number of the row that it has opened; null for none.</summary>
    public string? OpenOf(string key) => Volatile.Read(ref _sessions[key].Open);

    /// <summary>It opens a row.</summary>
    public void Open(string key, string number) => Volatile.Write(ref _sessions[key].Open, number);

    private sealed class Session
    {
        public int Searches;
        public string? Open;
    }
}
