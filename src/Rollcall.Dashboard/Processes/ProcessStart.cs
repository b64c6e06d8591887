using System.Text.Json.Serialization;
using Rollcall.Reporting;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Processes;

/// <summary>
/// A process that was started from here: what <c>processes/ID.json</c> holds, so that a later <c>serve</c> knows it too. The JSON is these properties in snake_case. Immutable.
/// </summary>
public sealed record ProcessStart
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary><see cref="Version"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Its name among all: when it was started, and a number when several were at once. Sorts by time.</summary>
    public required string Id { get; init; }

    /// <summary>Who had it started: <c>dashboard</c>, or <c>schedule: NAME</c>.</summary>
    public required string StartedBy { get; init; }

    /// <summary>The command line, the program left out, and name and password of addresses.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>Tells it from a later process with the same number; see <see cref="ProcessMark"/>. Empty when it had ended before that could be read.</summary>
    public required string Process { get; init; }

    /// <summary>When it was seen to have ended, UTC; null while it runs, and for ever when nobody was there to see it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its exit code; null while it runs, and when nobody was there to see it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether it runs; null when that cannot be told from here.</summary>
    [JsonIgnore]
    public bool? IsAlive => EndedAt is not null || Process.Length == 0 ? false : ProcessMark.IsAlive(Process, Pid);

    // Readable by its owner alone, as the output is: what a definition's placeholders stand for is nobody else's business. The file keeps the mode that it is made with.
    internal void Write(string folder)
    {
        var temporary = Path.Combine(folder, $".{Id}.tmp");
        var anew = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            anew.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Open(temporary, anew).Dispose();
        DurableFile.Replace(Path.Combine(folder, Id + ".json"), temporary, ReadableJson.Write(this));
    }
}
