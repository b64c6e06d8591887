using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Planning;

/// <summary>Turns what the user asked for into the range of numbers that a run accounts for. Pure.</summary>
public static class Walks
{
    /// <summary>The range from <c>--start</c>, <c>--end</c> and <c>--max-cases</c> within what the definition allows.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="source">What the definition allows.</param>
    /// <param name="knownMark">The mark that a search ended with; null when none has. <c>--max-cases</c> never goes past it.</param>
    /// <exception cref="RollcallException">The combination is impossible: exit code 2.</exception>
    public static IdRange Of(WalkRequest request, IdSource.Range source, long? knownMark = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(source);
        var start = request.Start ?? source.First;
        if (start < source.First || start > source.Ceiling)
        {
            throw Usage($"--start {start} is outside what the definition allows, {source.First} to {source.Ceiling}", "Choose a start within ids.first and ids.ceiling, or correct the definition.");
        }

        CheckMaxCases(request);
        if (request.End is { } end && end < start)
        {
            throw Usage($"--end {end} is below --start {start}", "Give an end that is not below the start.");
        }

        if (request.End > source.Ceiling)
        {
            throw Usage($"--end {request.End} is above the definition's ids.ceiling, {source.Ceiling}", "Choose a smaller end, or raise the ceiling in the definition.");
        }

        var last = Math.Min(request.End ?? source.Ceiling, source.Ceiling);
        if (request.MaxCases is { } most)
        {
            // Written so that no sum can pass the largest number there is.
            last = Math.Min(last - start, most - 1) + start;
            if (request.End is null && knownMark is { } mark)
            {
                last = start <= mark
                    ? Math.Min(last, mark)
                    : throw Usage($"--start {start} is above {mark}, the highest number when it was last looked for", "Look for higher ones with `rollcall probe`, or give --end.");
            }
        }

        return new IdRange(start, last);
    }

    /// <summary>Refuses to ask for no id at all.</summary>
    /// <exception cref="RollcallException"><c>--max-cases</c> is below 1: exit code 2.</exception>
    internal static void CheckMaxCases(WalkRequest request)
    {
        if (request.MaxCases is < 1)
        {
            throw Usage($"--max-cases {request.MaxCases} asks for nothing", "Give a number from 1 up.");
        }
    }

    private static RollcallException Usage(string message, string remedy) => new(ExitCode.Usage, message, remedy);
}
