namespace Rollcall.Practice;

/// <summary>
/// The practice site cannot start: an option is out of bounds, the records file cannot be used, or the port is taken.
/// The message names every problem found, one a line, each with what is allowed.
/// </summary>
public sealed class PracticeException(string message, Exception? inner = null) : Exception(message, inner);
