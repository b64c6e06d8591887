using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>CSS selectors, compiled once.</summary>
internal static class Selectors
{
    /// <exception cref="RollcallException">The text is no selector. (The definition's checks say so earlier; a definition made in code has had none.)</exception>
    public static ISelector Parse(string text, int line)
    {
        ISelector? selector = null;
        try
        {
            selector = new CssSelectorParser().ParseSelector(text);
        }
        catch (DomException)
        {
            // Some malformed selectors throw, others yield null.
        }

        return selector ?? throw new RollcallException(ExitCode.Usage, $"line {line}: '{text}' is no CSS selector", "Correct it, then try it with 'rollcall check'.");
    }
}
