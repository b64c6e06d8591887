using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Rollcall.Scenarios.Support;

/// <summary>The real command line as a process of its own. Killed when disposed.</summary>
internal sealed partial class RollcallProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private RollcallProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_out, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything on stdout so far.</summary>
    public string Out => Read(_out);

    /// <summary>Everything on stderr so far.</summary>
    public string Error => Read(_error);

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it in a folder of the test's own.</summary>
    public static RollcallProcess Start(string folder, IReadOnlyDictionary<string, string>? variables, params string[] arguments) =>
        StartProgram(Program, folder, variables, arguments);

    /// <summary>Starts one of the launchers instead.</summary>
    public static RollcallProcess StartProgram(string program, string folder, IReadOnlyDictionary<string, string>? variables, params string[] arguments)
    {
        // A shell that runs us in the background ignores SIGINT, and its children inherit that; env(1) gives the command the default back.
        var start = new ProcessStartInfo("/usr/bin/env") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(program).Prepend("--default-signal=INT"))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new RollcallProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        await using var cli = Start(folder, variables: null, arguments);
        return await cli.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException ex)
        {
            throw new TimeoutException($"the command did not end within {Patience}; it said:\n{Out}\n{Error}", ex);
        }

        return new Ended(_process.ExitCode, Out, Error);
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal)
    {
        if (!_process.HasExited && Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"signal {signal} could not be sent to {_process.Id}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>The command line's program.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "rollcall-cli");

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

/// <summary>How a command ended.</summary>
internal sealed record Ended(int Code, string Out, string Error);
