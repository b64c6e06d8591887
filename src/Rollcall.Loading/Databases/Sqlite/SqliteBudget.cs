using System.Diagnostics;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>Stops whatever statement a connection executes once a time is up, from within SQLite and without another thread.</summary>
internal sealed class SqliteBudget : IDisposable
{
    // About 10 µs of work between two looks at the clock.
    private const int StepsBetweenLooks = 1000;

    private readonly sqlite3 _handle;

    private SqliteBudget(sqlite3 handle) => _handle = handle;

    public static SqliteBudget Start(sqlite3 handle, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        raw.sqlite3_progress_handler(handle, StepsBetweenLooks, _ => Stopwatch.GetElapsedTime(started) > within ? 1 : 0, v: null);
        return new SqliteBudget(handle);
    }

    public void Dispose() => raw.sqlite3_progress_handler(_handle, 0, func: null, v: null);
}
