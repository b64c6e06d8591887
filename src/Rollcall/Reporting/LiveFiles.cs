using System.Text.Json;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>What a live file says about its run: a closed set.</summary>
public abstract record LiveRead
{
    private LiveRead()
    {
    }

    /// <summary>The process lives and says so.</summary>
    public sealed record Running(LiveStatus Status) : LiveRead;

    /// <summary>The process lives but has not said anything for a while: stopped, or stuck in a disk that does not answer.</summary>
    /// <param name="Status">What it said last.</param>
    /// <param name="For">How long ago.</param>
    public sealed record Silent(LiveStatus Status, TimeSpan For) : LiveRead;

    /// <summary>The process is gone without ending its run: killed. The same command resumes it.</summary>
    public sealed record Dead(LiveStatus Status) : LiveRead;

    /// <summary>There is no live file: the run has ended, or never was.</summary>
    public sealed record None : LiveRead;

    /// <summary>The file cannot be understood.</summary>
    public sealed record Damaged(string Reason) : LiveRead;
}

/// <summary>Reads live files, without disturbing who writes them.</summary>
public static class LiveFiles
{
    /// <summary>A file older than this is not recent; a run writes one every second.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private const string Prefix = "live-";
    private const string Suffix = ".json";

    /// <summary>The live file of a run.</summary>
    public static string PathOf(string outputFolder, string runId) => Path.Combine(outputFolder, Prefix + runId + Suffix);

    /// <summary>The runs that have a live file, the latest first.</summary>
    public static IReadOnlyList<string> RunsIn(string outputFolder) => !Directory.Exists(outputFolder)
        ? []
        : [.. Directory.EnumerateFiles(outputFolder, Prefix + "*" + Suffix).Select(f => Path.GetFileName(f)[Prefix.Length..^Suffix.Length]).OrderDescending(StringComparer.Ordinal)];

    /// <summary>What the live file of a run says.</summary>
    public static LiveRead Read(string outputFolder, string runId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        LiveStatus status;
        try
        {
            status = ReadableJson.Read<LiveStatus>(File.ReadAllBytes(PathOf(outputFolder, runId)));
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LiveRead.None();
        }
        catch (Exception ex) when (ex is JsonException || StorageTroubles.Is(ex))
        {
            return new LiveRead.Damaged(ex.Message);
        }

        return status.SchemaVersion == LiveStatus.Version
            ? Judge(status, time.GetUtcNow() - status.UpdatedAt, ProcessMark.IsAlive(status.Process, status.Pid))
            : new LiveRead.Damaged($"schema_version {status.SchemaVersion} is not {LiveStatus.Version}, the one this version of Rollcall knows");
    }

    /// <summary>Decides. Pure.</summary>
    /// <param name="status">What the run said last.</param>
    /// <param name="age">How long ago.</param>
    /// <param name="alive">Whether its process lives; null when that cannot be told from here.</param>
    internal static LiveRead Judge(LiveStatus status, TimeSpan age, bool? alive) => (alive, age <= Recent) switch
    {
        (false, _) or (null, false) => new LiveRead.Dead(status),
        (true, false) => new LiveRead.Silent(status, age),
        _ => new LiveRead.Running(status),
    };
}
