using Rollcall.Reading;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>What to try when the site seems to refuse an answer: for whoever writes a definition, who may have asked it the wrong way.</summary>
internal static class CheckHints
{
    /// <summary>The hints, each a sentence or two; none where the answer says enough.</summary>
    public static IEnumerable<string> Of(CheckedAnswer checkedAnswer)
    {
        if (checkedAnswer is not { Answer: Answer.Blocked, Page: { } page } || checkedAnswer.Trace?.Rules.Any(r => r is { Kind: RuleKind.Blocked, Holds: true }) == true)
        {
            yield break;
        }

        if (checkedAnswer.Beginning.Length == 0)
        {
            yield return checkedAnswer.PostLine is { } line
                ? $"The answer to the post of line {line} is empty. Does 'form' hold all that a browser sends: hidden fields (carry: hidden), the name and value of the button? 'fill' and 'click' send them by themselves."
                : "An empty page says nothing about an id, and no rule speaks of it.";
            yield break;
        }

        yield return $"No rule of the definition says so; this is how blocks look. The answer begins: {checkedAnswer.Beginning}";
        yield return $"If the site answers so for a record that it does not show, or has not got, write a rule for it under 'withheld' or 'absent': status: {page.Status}, with what the page says.";
    }
}
