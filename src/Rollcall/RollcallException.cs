namespace Rollcall;

/// <summary>
/// The run cannot go on. The root of every exception that Rollcall throws on purpose: what a site does is an answer, never
/// an exception; this is for what ends the process.
/// </summary>
public class RollcallException : Exception
{
    /// <param name="exitCode">The code the process ends with.</param>
    /// <param name="message">What happened, and to what.</param>
    /// <param name="remedy">What the user can do about it, as a sentence.</param>
    public RollcallException(ExitCode exitCode, string message, string remedy, Exception? cause = null)
        : base(message, cause)
    {
        ExitCode = exitCode;
        Remedy = remedy;
    }

    /// <summary>The code the process ends with.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>What the user can do about it, as a sentence.</summary>
    public string Remedy { get; }
}
