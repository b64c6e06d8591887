using System.Collections.Immutable;

namespace Rollcall.Dashboard.Processes;

/// <summary>The command line's program, as it is started again for a process of its own. Immutable.</summary>
/// <param name="File">The full path of the program.</param>
/// <param name="First">Arguments before the command: the assembly, when the program is the framework's own host.</param>
public sealed record CliProgram(string File, ImmutableArray<string> First)
{
    /// <summary>The program that this process is.</summary>
    /// <param name="processPath">What runs: <see cref="Environment.ProcessPath"/>.</param>
    /// <param name="assembly">The command line's assembly, for <c>dotnet rollcall-cli.dll</c>.</param>
    public static CliProgram Of(string processPath, string assembly) =>
        Path.GetFileNameWithoutExtension(processPath) == "dotnet" ? new CliProgram(processPath, [assembly]) : new CliProgram(processPath, []);
}
