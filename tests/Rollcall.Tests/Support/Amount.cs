namespace Rollcall.Tests.Support;

/// <summary>How much of a long test is done: a taste each time, all of it with <c>./test --full</c>.</summary>
internal static class Amount
{
    /// <summary>Whether everything is asked for.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("ROLLCALL_FULL") is "1";

    public static int Of(int taste, int full) => IsFull ? full : taste;
}
