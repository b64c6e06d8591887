using System.Text.RegularExpressions;

namespace Rollcall.Definitions;

/// <content>What stands in braces and brackets.</content>
internal sealed partial class TrapScanner
{
    // Inside { } and [ ]: keys and values alternate, over several lines if need be.
    private void ScanFlow(int at)
    {
        for (at = SkipSpace(at); at < Line.Length; at = SkipSpace(at))
        {
            var takesValue = _brackets.Count == 0 || _brackets.Peek() == '[' || _awaitsValue;
            switch (Line[at])
            {
                case '{' or '[' when takesValue ? IsFlow(at) : true:
                    _brackets.Push(Line[at++]);
                    _awaitsValue = false;
                    break;
                case '}' or ']':
                    _brackets.Pop();
                    _awaitsValue = false;
                    at++;
                    if (_brackets.Count == 0)
                    {
                        return;
                    }

                    break;
                case ',':
                    _awaitsValue = false;
                    at++;
                    break;
                case '"' or '\'':
                    _openQuote = Line[at];
                    var end = QuoteEnd(at + 1);
                    if (end < 0)
                    {
                        return;
                    }

                    _openQuote = default;
                    at = takesValue ? end : ScanFlowKey(at, end);
                    break;
                case '#' when IsComment(at) || !takesValue:
                    return;
                default:
                    at = takesValue ? ScanFlowValue(at) : ScanFlowKey(at, at);
                    break;
            }
        }
    }

    private int ScanFlowKey(int at, int from)
    {
        var colon = FlowColon().Match(Line, from);
        if (!colon.Success || colon.Value[0] != ':')
        {
            return colon.Success ? colon.Index : Line.Length;
        }

        _key = Line[at..colon.Index].Trim().Trim('"', '\'');
        _awaitsValue = true;
        return colon.Index + 1;
    }

    private int ScanFlowValue(int at)
    {
        var end = FlowEnd(at);
        Judge(at, end, TrapRules.InFlow);
        _awaitsValue = false;
        return end;
    }

    private bool IsFlow(int at) =>
        (Line[at] == '{' && !TrapRules.IsPlaceholderFirst(Line.AsSpan(at))) || (Line[at] == '[' && !TrapRules.IsAttributeFirst(Line.AsSpan(at)));

    // Where a person would see the value end: brackets, parentheses and placeholders within it belong to it.
    private int FlowEnd(int at)
    {
        var depth = 0;
        var end = at;
        for (var stop = BlockEnd(at); end < stop; end++)
        {
            var c = Line[end];
            if (depth == 0 && end > at && c is ',' or '}' or ']' && depth == 0)
            {
                break;
            }

            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' && depth > 0 ? -1 : 0;
        }

        return Math.Max(at + 1, at + Line.AsSpan(at, end - at).TrimEnd().Length);
    }

    [GeneratedRegex(@":(?=[\s,}\]""'{\[]|$)|[,}\]]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FlowColon();
}
