namespace Rollcall.Definitions;

/// <summary>A definition or settings file cannot be used. Its message holds every problem, one to a line.</summary>
public sealed class DefinitionException : RollcallException
{
    /// <param name="problems">At least one.</param>
    public DefinitionException(IReadOnlyList<Problem> problems)
        : base(ExitCode.Usage, string.Join('\n', problems ?? throw new ArgumentNullException(nameof(problems))), RemedyFor(problems.Count)) =>
        Problems = problems;

    /// <summary>Everything that is wrong, in the order of the lines.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    private static string RemedyFor(int count) =>
        count == 1 ? "Correct it and run the command again." : $"Correct these {count} and run the command again.";
}
