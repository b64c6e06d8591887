using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Schedules;

/// <summary>
/// What became of scheduled starts: <c>schedule.json</c> in the output folder, replaced as a whole and durable before a process is started, so that a later <c>serve</c>
/// knows what was missed and starts nothing twice. Thread safe within one process; only one holds it at a time.
/// </summary>
public sealed class ScheduleHistory : IDisposable
{
    /// <summary>How many entries of a job are kept, beside those still going: what goes on is not forgotten however long it does.</summary>
    public const int MostStarts = 100;

    // EWOULDBLOCK: what flock answers when somebody else holds the lock.
    private const int HeldByAnother = 11;

    private const int Version = 1;
    private const string FileName = "schedule.json";

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly FileStream _held;
    private ImmutableSortedDictionary<string, JobHistory> _jobs;

    private ScheduleHistory(string folder, FileStream held, ILogger logger)
    {
        (_folder, _held, _logger) = (folder, held, logger);
        _jobs = Read(folder, logger);
    }

    /// <summary>Takes the history of an output folder.</summary>
    /// <exception cref="RollcallException">Another process goes by a schedule there (exit code 2), or the folder cannot be written (7).</exception>
    public static ScheduleHistory Open(string outputFolder, ILogger logger)
    {
        FileStream held;
        try
        {
            Directory.CreateDirectory(outputFolder);
            held = new FileStream(Path.Combine(outputFolder, "schedule.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException ex) when (ex.HResult == HeldByAnother)
        {
            throw new RollcallException(ExitCode.Usage, $"another serve goes by the schedule of {outputFolder}", "Stop it, or give this one another output_dir.", ex);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw new RollcallException(ExitCode.StorageUnavailable, $"{outputFolder} cannot be written: {ex.Message}", "Make room or give permissions, and start again.", ex);
        }

        return new ScheduleHistory(outputFolder, held, logger);
    }

    /// <summary>Every job's history as it stands in a folder, without taking it; for whoever only shows it.</summary>
    public static IReadOnlyList<JobHistory> Look(string outputFolder, ILogger logger) => [.. Read(outputFolder, logger).Values];

    /// <summary>A job's history; one that was never seen begins now.</summary>
    public JobHistory Of(string job, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(job) ?? Keep(new JobHistory(job, now, []));
        }
    }

    /// <summary>Adds a time of a job: from now on it counts as dealt with. One more that came while a start was going counts in the entry of those before it.</summary>
    internal void Add(string job, ScheduledStart start)
    {
        lock (_gate)
        {
            var known = _jobs[job];
            var before = known.Starts;
            if (start.NotStarted == ScheduledStart.StillGoing && before is [{ NotStarted: ScheduledStart.StillGoing } last, ..])
            {
                (start, before) = (start with { Times = last.Times + 1, Missed = last.Missed + start.Missed }, [.. before.Skip(1)]);
            }

            Keep(new JobHistory(job, start.Due > known.Considered ? start.Due : known.Considered, [start, .. before.Where((s, i) => i < MostStarts - 1 || s.IsGoing)]));
        }
    }

    /// <summary>Counts a job's times as dealt with up to an earlier moment than was written down.</summary>
    internal void SetBack(string job, DateTimeOffset considered)
    {
        lock (_gate)
        {
            Keep(_jobs[job] with { Considered = considered });
        }
    }

    /// <summary>Replaces a time of a job, known by when it was due and dealt with: a clock that was set back can bring one again.</summary>
    internal void Update(string job, ScheduledStart start)
    {
        lock (_gate)
        {
            var known = _jobs[job];
            Keep(known with { Starts = [.. known.Starts.Select(s => (s.Due, s.At) == (start.Due, start.At) ? start : s)] });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private JobHistory Keep(JobHistory job)
    {
        _jobs = _jobs.SetItem(job.Name, job);
        try
        {
            DurableFile.Replace(Path.Combine(_folder, FileName), Path.Combine(_folder, ".schedule.tmp"), ReadableJson.Write(new Content(Version, [.. _jobs.Values])));
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            // The jobs are started all the same; what a restart would not know is a start too many, which the partition's lock and the ledger make harmless.
            ScheduleLog.HistoryNotKept(_logger, ex.Message);
        }

        return job;
    }

    private static ImmutableSortedDictionary<string, JobHistory> Read(string folder, ILogger logger)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var content = ReadableJson.Read<Content>(File.ReadAllBytes(path));
            return content.SchemaVersion == Version
                ? content.Jobs.ToImmutableSortedDictionary(j => j.Name, j => j, StringComparer.Ordinal)
                : throw new JsonException($"schema_version {content.SchemaVersion} is not {Version}, the one this version of Rollcall knows");
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return ImmutableSortedDictionary<string, JobHistory>.Empty;
        }
        catch (Exception ex) when (ex is JsonException or ArgumentException || StorageTroubles.Is(ex))
        {
            ScheduleLog.HistoryDamaged(logger, path, ex.Message);
            return ImmutableSortedDictionary<string, JobHistory>.Empty;
        }
    }

    private sealed record Content(int SchemaVersion, IReadOnlyList<JobHistory> Jobs);
}
