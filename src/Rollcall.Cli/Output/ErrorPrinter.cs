using System.CommandLine;
using System.CommandLine.Parsing;
using Rollcall.Definitions;

namespace Rollcall.Cli.Output;

/// <summary>Says on stderr what went wrong, where, and what to do.</summary>
internal static class ErrorPrinter
{
    /// <summary>Every mistake of the command line at once, and where to read on.</summary>
    public static void Usage(CliEnvironment environment, ParseResult parsed)
    {
        foreach (var message in Messages(parsed))
        {
            environment.Error.WriteLine($"rollcall: {message}");
        }

        var path = string.Join(' ', Path(parsed.CommandResult));
        environment.Error.WriteLine($"  See: {path} --help");
    }

    /// <summary>What to say of a word that a command does not know.</summary>
    public static string Unknown(Command command, string word)
    {
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        return $"there is no {(word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "place for")} '{word}'"
            + (Nearest.To(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "");
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

    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        // Behind an unknown command every further word is unknown too, and says nothing.
        var command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0
            ? [parsed.UnmatchedTokens is [var first, ..] ? Unknown(command, first) : "no command is given"]
            : parsed.Errors.Select(error => Message(error, command, parsed.UnmatchedTokens)).Distinct();
    }

    // The parser's own words name types of .NET, and no remedy.
    private static string Message(ParseError error, Command command, IReadOnlyList<string> unmatched) => error.SymbolResult switch
    {
        OptionResult { Tokens: [var token] } given when IsWhole(given.Option.ValueType) => $"{given.Option.Name}: '{token.Value}' is not allowed; give a whole number",
        _ when unmatched.FirstOrDefault(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)) is { } word => Unknown(command, word),
        _ => error.Message,
    };

    private static bool IsWhole(Type type) => Nullable.GetUnderlyingType(type) is { } inner && (inner == typeof(int) || inner == typeof(long));

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
