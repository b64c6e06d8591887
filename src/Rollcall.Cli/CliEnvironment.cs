using Rollcall.Cli.Output;

namespace Rollcall.Cli;

/// <summary>What the command line takes from the process around it; tests give their own. Immutable.</summary>
/// <param name="Out">Results: summaries, tables, JSON.</param>
/// <param name="Error">Everything else: progress, logs, errors.</param>
/// <param name="IsTerminal">Whether a person watches: live progress instead of plain lines.</param>
/// <param name="Variables">The environment's variables.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Chance, for pace and jitter.</param>
internal sealed record CliEnvironment(
    TextWriter Out, TextWriter Error, bool IsTerminal, IReadOnlyDictionary<string, string> Variables, TimeProvider Time, Random Random)
{
    /// <summary>Opens the standard input, for commands that read records from it.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>The real one.</summary>
    public static CliEnvironment OfProcess() => OfProcess(new SteadyWriter(Console.Error, instead: null));

    private static CliEnvironment OfProcess(TextWriter error) => new(
        new SteadyWriter(Console.Out, error),
        error,
        !Console.IsOutputRedirected && !Console.IsErrorRedirected,
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal),
        TimeProvider.System,
        new Random());
}
