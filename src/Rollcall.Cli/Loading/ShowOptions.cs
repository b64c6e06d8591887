using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Output;

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

    /// <summary>Where log events go: JSON lines on stderr, or, while a person watches, what warns as plain lines.</summary>
    /// <param name="notice">Shows such a line.</param>
    public ILoggerFactory Loggers(CliEnvironment environment, Action<string> notice)
    {
        var least = Quiet ? LogLevel.Warning : LogLevel.Information;
        return LoggerFactory.Create(logging => logging
            .SetMinimumLevel(least)
            .AddProvider(JsonLog ?? !environment.IsTerminal
                ? new JsonLog(environment.Error, least, environment.Time)
                : new PlainLog(notice, LogLevel.Warning)));
    }
}
