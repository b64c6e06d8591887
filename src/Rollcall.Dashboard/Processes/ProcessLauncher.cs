using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Rollcall.Reporting;
using Rollcall.Settings;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Processes;

/// <summary>Where started processes work.</summary>
/// <param name="OutputFolder">The output folder, a full path: every command gets it as <c>--output</c>.</param>
/// <param name="SettingsFile">The settings file, for <c>--settings</c>; null for the one that the command finds by itself.</param>
/// <param name="Withheld">Environment variables that are not handed on, such as the dashboard's own token.</param>
public sealed record LaunchPlace(string OutputFolder, string? SettingsFile, ImmutableArray<string> Withheld);

/// <summary>
/// Starts commands as processes of their own, which neither see nor mind the end of this one, and knows what became of those that were started from this output folder, now
/// or by an earlier <c>serve</c>. Thread safe.
/// </summary>
/// <param name="program">The command line.</param>
/// <param name="place">Where they work.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of starts and ends.</param>
public sealed partial class ProcessLauncher(CliProgram program, LaunchPlace place, TimeProvider time, ILogger logger)
{
    /// <summary>How many starts are remembered; the files of older ones go when they have ended.</summary>
    public const int MostStarts = 500;

    private const string SetFlag = "--set=";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAtOthersEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, Task<ProcessStart>> _children = new(StringComparer.Ordinal);

    private string Folder => Path.Combine(place.OutputFolder, "processes");

    /// <summary>Starts a command.</summary>
    /// <param name="order">What it is to do.</param>
    /// <param name="startedBy">Who has it started: <c>dashboard</c>, or <c>schedule: NAME</c>.</param>
    /// <exception cref="RollcallException">The order can be no command line (exit code 2), or no process can be started (7).</exception>
    public ProcessStart Start(ProcessOrder order, string startedBy)
    {
        ArgumentNullException.ThrowIfNull(order);
        string[] arguments = [.. order.Words.Select(Word), .. order.Options, $"--output={place.OutputFolder}", .. SettingsOption, "--json", "--quiet"];
        var variables = place.Withheld.Select(name => (Name: name, Value: (string?)null))
            .Concat(order.Settings.Select(s => (Variable(s.Key), (string?)s.Value)))
            .ToDictionary(v => v.Item1, v => v.Item2, StringComparer.Ordinal);
        try
        {
            lock (_starting)
            {
                return Start(arguments, variables, startedBy);
            }
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw new RollcallException(ExitCode.StorageUnavailable, $"no process can be started: {ex.Message}", "See that there is room on the disk, and that rollcall may write to the output folder.", ex);
        }
    }

    /// <summary>The processes that were started from this output folder, the latest first, at most <see cref="MostStarts"/>.</summary>
    public IReadOnlyList<ProcessStart> All() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.EnumerateFiles(Folder, "*.json").OrderDescending(StringComparer.Ordinal).Take(MostStarts).Select(Read).OfType<ProcessStart>()];

    /// <summary>The process of that name; null when there is none.</summary>
    public ProcessStart? Find(string id) => SafeName.For(id) == id ? Read(Path.Combine(Folder, id + ".json")) : null;

    /// <summary>What a process is doing, or came to.</summary>
    public ProcessState StateOf(ProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if ((_children.TryGetValue(start.Id, out var child) && !child.IsCompleted) || (child is null && start.IsAlive == true))
        {
            return new ProcessState.Running(RunsOf(start));
        }

        var output = ProcessOutput.Read(PathOf(start.Id, ".out"));
        var code = start.ExitCode ?? (child is { IsCompletedSuccessfully: true } ? child.Result.ExitCode : null) ?? output.ExitCode;
        return new ProcessState.Ended(code, output.StopReason, output.RunIds, ProcessOutput.Tail(PathOf(start.Id, ".err")));
    }

    /// <summary>Waits for the end of a process.</summary>
    public async Task<ProcessState.Ended> WaitAsync(ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (_children.TryGetValue(start.Id, out var child))
        {
            start = await child.WaitAsync(cancellationToken);
        }
        else
        {
            // Another process is its parent: only looking tells.
            using var timer = new PeriodicTimer(LookAtOthersEvery, time);
            while (StateOf(start) is ProcessState.Running)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }

        return (ProcessState.Ended)StateOf(start);
    }

    /// <summary>Waits until a process has begun a run or has ended, which it does at once when it is refused.</summary>
    /// <param name="start">The process.</param>
    /// <param name="patience">How long at most; then the answer is what it is doing.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<ProcessState> FirstNewsAsync(ProcessStart start, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        using var timer = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            var state = StateOf(start);
            if (state is ProcessState.Ended or ProcessState.Running { RunIds.Count: > 0 } || time.GetElapsedTime(begun) > patience)
            {
                return state;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private IEnumerable<string> SettingsOption => place.SettingsFile is { } file ? [$"--settings={file}"] : [];

    private ProcessStart Start(string[] arguments, Dictionary<string, string?> variables, string startedBy)
    {
        Directory.CreateDirectory(Folder);
        Forget();
        var now = time.GetUtcNow();
        var id = FreeId(now);
        var pid = Spawn.Start(program.File, [.. program.First, .. arguments], variables, PathOf(id, ".out"), PathOf(id, ".err"));
        var start = new ProcessStart
        {
            SchemaVersion = ProcessStart.Version,
            Id = id,
            StartedBy = startedBy,
            Arguments = [.. arguments.Select(a => UserInfo().Replace(a, SecretMask.Mark + "@"))],
            StartedAt = now,
            Pid = pid,
            Process = ProcessMark.Of(pid) ?? "",
        };
        _children[id] = Task.Factory.StartNew(() => AttendEnd(start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Keep(start);
        ProcessLog.Started(logger, id, pid, startedBy, string.Join(' ', start.Arguments.Select(Loggable)));
        return start;
    }

    /// <summary>Blocks a thread of its own until the child has ended, so that none is left in the process table.</summary>
    private ProcessStart AttendEnd(ProcessStart start)
    {
        var code = Spawn.WaitFor(start.Pid);
        var ended = start with { ExitCode = code, EndedAt = time.GetUtcNow() };
        lock (_starting)
        {
            Keep(ended);
        }

        ProcessLog.Ended(logger, start.Id, start.Pid, code);
        return ended;
    }

    // It runs, or has ended, whether or not that can be written down. A later serve knows a run by its live file, and an exit code from what the process wrote.
    private void Keep(ProcessStart start)
    {
        try
        {
            start.Write(Folder);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            ProcessLog.NotKept(logger, start.Id, ex.Message);
        }
    }

    private IReadOnlyList<string> RunsOf(ProcessStart start) =>
    [
        .. LiveFiles.RunsIn(place.OutputFolder).Where(run => LiveFiles.Read(place.OutputFolder, run, time) is LiveRead.Running { Status: var status } && status.Pid == start.Pid && status.Process == start.Process),
    ];

    private void Forget()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").OrderDescending(StringComparer.Ordinal).Skip(MostStarts - 1))
        {
            if (Read(file) is { IsAlive: not true } old)
            {
                DurableFile.TryDelete(PathOf(old.Id, ".out"));
                DurableFile.TryDelete(PathOf(old.Id, ".err"));
                DurableFile.TryDelete(file);
                _children.TryRemove(old.Id, out _);
            }
        }
    }

    private string FreeId(DateTimeOffset now)
    {
        var stem = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var id = stem;
        for (var suffix = 1; File.Exists(PathOf(id, ".out")); suffix++)
        {
            id = $"{stem}-{suffix}";
        }

        return id;
    }

    private string PathOf(string id, string suffix) => Path.Combine(Folder, id + suffix);

    private static ProcessStart? Read(string file)
    {
        try
        {
            return ReadableJson.Read<ProcessStart>(File.ReadAllBytes(file)) is { SchemaVersion: ProcessStart.Version } start ? start : null;
        }
        catch (Exception ex) when (ex is JsonException || StorageTroubles.Is(ex))
        {
            return null;
        }
    }

    // Logs go to more places than the file does.
    private static string Loggable(string argument) =>
        argument.StartsWith(SetFlag, StringComparison.Ordinal) ? argument[..(argument.IndexOf('=', SetFlag.Length) + 1)] + SecretMask.Mark : argument;

    /// <summary>Name and password of an address.</summary>
    [GeneratedRegex("(?<=://)[^/?#]*@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();

    // The command line takes a word with a hyphen for an option, and the file behind an @ for more arguments.
    private static string Word(string word) => word is ['-' or '@', ..] or "" || word.Contains('\0', StringComparison.Ordinal)
        ? throw new RollcallException(ExitCode.Usage, $"'{word}' is no name of a file or a run", "Name a file as ./-name when it really begins so.")
        : word;

    private static string Variable(string setting) => SettingCatalog.Find(setting)?.EnvironmentVariable
        ?? throw new RollcallException(ExitCode.Usage, $"there is no setting '{setting}'", "docs/settings.md lists all settings.");
}
