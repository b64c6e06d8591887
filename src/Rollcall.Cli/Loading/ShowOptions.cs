using System.CommandLine;
using Rollcall.Cli.Observing;

namespace Rollcall.Cli.Loading;

/// <summary>What is shown of a load or an undo.</summary>
/// <param name="Json">One JSON document on stdout.</param>
/// <param name="Quiet">Only the summary, and what goes wrong.</param>
/// <param name="JsonLog">Log lines as JSON whatever watches; null for by what watches.</param>
internal sealed record ShowOptions(bool Json, bool Quiet, bool? JsonLog)
{
    /// <summary>Reads the options.</summary>
    public static ShowOptions Read(CommonLoadOptions options, ParseResult parsed, List<string> problems)
    {
        var format = parsed.GetValue(options.LogFormat);
        if (format is not (null or "json" or "text"))
        {
            problems.Add($"--log-format: '{format}' is not allowed; give json or text");
        }

        return new ShowOptions(parsed.GetValue(options.Json), parsed.GetValue(options.Quiet), format is null ? null : format == "json");
    }

    /// <summary>Where log events go.</summary>
    /// <param name="notice">Shows a person a line.</param>
    public CommandLog Log(CliEnvironment environment, Action<string> notice) => new(environment, Quiet, JsonLog, notice);
}
