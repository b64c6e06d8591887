using System.CommandLine;
using System.CommandLine.Parsing;

namespace Rollcall.Cli.Output;

/// <summary>Says on stderr what went wrong, where, and what to do.</summary>
internal static class ErrorPrinter
{
    /// <summary>Every mistake of the command line at once, and where to read on.</summary>
    public static void Usage(CliEnvironment environment, ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            environment.Error.WriteLine($"rollcall: {error.Message}");
        }

        var path = string.Join(' ', Path(parsed.CommandResult));
        environment.Error.WriteLine($"  See: {path} --help");
    }

    /// <summary>A failure that Rollcall foresaw.</summary>
    public static void Failure(CliEnvironment environment, RollcallException failure)
    {
        environment.Error.WriteLine($"rollcall: {failure.Message}");
        if (failure.Remedy.Length > 0)
        {
            environment.Error.WriteLine($"  {failure.Remedy}");
        }
    }

    /// <summary>A failure that nobody foresaw, with everything needed to report it.</summary>
    public static void Defect(CliEnvironment environment, Exception failure)
    {
        environment.Error.WriteLine($"rollcall: internal error: {failure.Message}");
        environment.Error.WriteLine("  This is a defect in Rollcall; nothing that was acknowledged is lost, and the same command resumes. Please report the lines below.");
        environment.Error.WriteLine(failure.ToString());
    }

    private static IEnumerable<string> Path(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            if (at is CommandResult named)
            {
                names.Push(named.Command.Name);
            }
        }

        return names;
    }
}
