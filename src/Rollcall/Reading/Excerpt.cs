namespace Rollcall.Reading;

/// <summary>The beginning of a text, for messages.</summary>
internal static class Excerpt
{
    private const int Longest = 120;

    /// <summary>The text, or as much of it as a message bears.</summary>
    public static string Of(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
