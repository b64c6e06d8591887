using System.Globalization;

namespace Rollcall.Reporting;

/// <summary>
/// Tells one process from every other that has had its number: the machine's boot, the container's process namespace, the number and the time it
/// was started at. From /proc; empty where there is none. Thread safe.
/// </summary>
public static class ProcessMark
{
    private const int StartTimeAfterName = 19; // proc(5): field 22, counted behind the name in brackets

    /// <summary>The mark of this process.</summary>
    public static string OfThisProcess { get; } = Of(Environment.ProcessId) ?? "";

    /// <summary>Whether the process is alive; null when it cannot be told from here (another machine, another container, no /proc).</summary>
    public static bool? IsAlive(string mark, int pid)
    {
        ArgumentNullException.ThrowIfNull(mark);
        if (mark.Length == 0 || Here() is not { } here || !mark.StartsWith(here, StringComparison.Ordinal))
        {
            return null;
        }

        return Of(pid) == mark;
    }

    /// <summary>The mark of a process; null when it is gone, or has ended and only waits to be taken from the table.</summary>
    public static string? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : $"{Here()}/{pid}/{fields[StartTimeAfterName]}";
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Here()
    {
        try
        {
            return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
