using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Schedules;
using Rollcall.Definitions;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary>The schedule of a <c>serve</c>, from its settings file. Its end ends no run.</summary>
internal sealed class ServedSchedule : IAsyncDisposable
{
    private readonly ScheduleHistory? _history;

    private ServedSchedule(ScheduleHistory? history, ScheduleRunner? runner) => (_history, Runner) = (history, runner);

    /// <summary>
    /// Judges what jobs name. A refusal is told to nobody, so a definition that is not there is a mistake now: when the job is due, only the history would have it.
    /// </summary>
    public static ScheduleChecks Checks { get; } = new(
        ScheduleRunner.ComplaintAboutCron,
        file => File.Exists(file) ? null : new Complaint(Directory.Exists(file) ? $"'{file}' is a folder" : $"there is no file '{file}' in {Directory.GetCurrentDirectory()}"));

    /// <summary>What goes by it; null when there is no schedule.</summary>
    public ScheduleRunner? Runner { get; }

    /// <summary>Reads it and takes its history; a settings file without a schedule is none.</summary>
    /// <param name="settingsFile">The settings file; null for the default one, if there is one.</param>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="launcher">Starts the jobs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of starts and ends.</param>
    /// <exception cref="RollcallException">The file has errors, or another process goes by a schedule of the folder: exit code 2.</exception>
    public static ServedSchedule Open(string? settingsFile, string outputFolder, ProcessLauncher launcher, TimeProvider time, ILogger logger)
    {
        var file = SettingsFile.Open(settingsFile, Checks);
        if (!file.Problems.IsEmpty)
        {
            // Somebody wrote it since the settings were read.
            throw new DefinitionException(file.Problems);
        }

        if (file.Schedule.IsEmpty)
        {
            return new ServedSchedule(history: null, runner: null);
        }

        var history = ScheduleHistory.Open(outputFolder, logger);
        return new ServedSchedule(history, new ScheduleRunner(file.Schedule, launcher, outputFolder, history, time, logger));
    }

    /// <summary>Begins to go by it.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Runner?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Runner is not null)
        {
            await Runner.StopAsync(CancellationToken.None);
            Runner.Dispose();
        }

        _history?.Dispose();
    }
}
