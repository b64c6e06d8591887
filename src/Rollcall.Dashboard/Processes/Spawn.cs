using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Rollcall.Dashboard.Processes;

/// <summary>
/// Starts a program that nothing of its starter can reach: a session of its own (no terminal, no Ctrl-C), nothing to read, its output in files. The framework's
/// Process can give a child pipes only, which break when the starter is killed. Thread safe.
/// </summary>
internal static class Spawn
{
    // Larger than the structures of glibc (336, 80 and 128 bytes) and musl on every processor.
    private const int AmpleStructure = 1024;

    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short NewSession = 0x80;

    private const int ReadOnly = 0;
    private const int WriteNewAppend = 0x1 | 0x40 | 0x200 | 0x400; // O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, Linux
    private const uint OwnerOnly = 0x180; // 0600

    private const int Interrupted = 4;

    // Signals that the runtime or a shell may have had ignored: the child is to die of them, or drain, like one started by hand.
    private static readonly int[] DefaultSignals = [1, 2, 3, 13, 15, 17];

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments; no shell reads them.</param>
    /// <param name="variables">The environment: this process's own, with these over it; null takes one away.</param>
    /// <param name="output">The new file for its stdout.</param>
    /// <param name="error">The new file for its stderr.</param>
    /// <returns>Its process id. It is a child of this process until <see cref="WaitFor"/> has seen its end.</returns>
    /// <exception cref="IOException">The operating system refuses; HResult is errno.</exception>
    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> variables, string output, string error)
    {
        var actions = new byte[AmpleStructure];
        var attributes = new byte[AmpleStructure];
        Check(ActionsInit(actions), program);
        Check(AttributesInit(attributes), program);
        try
        {
            Check(AddOpen(actions, 0, Bytes("/dev/null"), ReadOnly, 0), program);
            Check(AddOpen(actions, 1, Bytes(output), WriteNewAppend, OwnerOnly), output);
            Check(AddOpen(actions, 2, Bytes(error), WriteNewAppend, OwnerOnly), error);
            Check(SetSignals(attributes), program);
            Check(SetFlags(attributes, SetSignalDefaults | SetSignalMask | NewSession), program);
            using var given = new StringArray([program, .. arguments]);
            using var environment = new StringArray([.. EnvironmentWith(variables).Select(v => $"{v.Key}={v.Value}")]);
            Check(PosixSpawn(out var pid, Bytes(program), actions, attributes, given.Pointers, environment.Pointers), program);
            return pid;
        }
        finally
        {
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>Waits, blocking the thread, for the end of a child and takes it from the process table.</summary>
    /// <returns>Its exit code; 128 and the signal's number when one ended it, as shells say; null when it is no child of this process.</returns>
    public static int? WaitFor(int pid)
    {
        int status;
        while (WaitPid(pid, out status, 0) != pid)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return null;
            }
        }

        var signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>Null when it was sent; else why not, as the operating system says it.</returns>
    public static string? Terminate(int pid) => Kill(pid, 15) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    private static Dictionary<string, string> EnvironmentWith(IReadOnlyDictionary<string, string?> variables)
    {
        var all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (value is null)
            {
                all.Remove(name);
            }
            else
            {
                all[name] = value;
            }
        }

        return all;
    }

    private static int SetSignals(byte[] attributes)
    {
        var defaults = new byte[AmpleStructure];
        var none = new byte[AmpleStructure];
        _ = EmptySet(defaults);
        _ = EmptySet(none);
        foreach (var signal in DefaultSignals)
        {
            _ = AddToSet(defaults, signal);
        }

        var wrong = SetSigDefault(attributes, defaults);
        return wrong != 0 ? wrong : SetSigMask(attributes, none);
    }

    private static void Check(int errno, string path)
    {
        if (errno != 0)
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(errno)} : '{path}'", errno);
        }
    }

    private static byte[] Bytes(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>Strings as C wants them: pointers, the last of them null.</summary>
    private sealed class StringArray : IDisposable
    {
        public StringArray(IReadOnlyList<string> strings) => Pointers = [.. strings.Select(Marshal.StringToCoTaskMemUTF8), 0];

        public nint[] Pointers { get; }

        public void Dispose() => Array.ForEach(Pointers, Marshal.FreeCoTaskMem);
    }

    [DllImport("libc", EntryPoint = "posix_spawn")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PosixSpawn(out int pid, byte[] path, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ActionsInit(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AddOpen(byte[] actions, int descriptor, byte[] path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ActionsDestroy(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AttributesInit(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFlags(byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSigDefault(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSigMask(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AttributesDestroy(byte[] attributes);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EmptySet(byte[] signals);

    [DllImport("libc", EntryPoint = "sigaddset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AddToSet(byte[] signals, int signal);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitPid(int pid, out int status, int options);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
