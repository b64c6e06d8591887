using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Rollcall.Cli.Notifying;

/// <summary>Starts the user's program with a notice: as JSON on its standard input, and as variables. No shell.</summary>
internal static class NoticeCommand
{
    private const int LongestWord = 300;

    private static readonly TimeSpan LongestEcho = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end; what it leaves running in the background is not waited for. What it writes is passed over, but for the last line of its stderr when it fails.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="notice">The notice.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Kills it, with all that it started.</param>
    /// <returns>Null when it ended 0; else why not.</returns>
    public static async Task<string?> RunAsync(ImmutableArray<string> command, StopNotice notice, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in notice.ToVariables())
        {
            start.Environment[name] = value;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => ended.TrySetResult();
        try
        {
            process.Start();
        }
        catch (Win32Exception ex)
        {
            return $"{command[0]} cannot be started: {ex.Message}";
        }

        try
        {
            var last = "";
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, line) => last = line.Data is { Length: > 0 } said ? said : last;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await WriteAsync(process, notice.ToJson(), cancellationToken);
            await ended.Task.WaitAsync(cancellationToken);
            await HearOutAsync(process, time, cancellationToken);
            return process.ExitCode == 0 ? null : $"{command[0]} ended with {process.ExitCode}{(last.Length > 0 ? $": {last[..Math.Min(last.Length, LongestWord)]}" : "")}";
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // Its last words are on their way; but what it left in the background holds the pipes open for as long as that runs.
    private static async Task HearOutAsync(Process process, TimeProvider time, CancellationToken cancellationToken)
    {
        using var echo = new CancellationTokenSource(LongestEcho, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(echo.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    // A program that does not read what it is told need not.
    private static async Task WriteAsync(Process process, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(json, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            return;
        }
    }
}
