using System.Text.RegularExpressions;

namespace Rollcall.Definitions;

/// <summary>
/// Looks for YAML's traps in the source text, where they can still be seen: to the parser a value behind an unquoted <c>#</c> was never
/// there. Knows of YAML just enough to tell keys, values, quotes, comments and texts of several lines apart.
/// </summary>
internal sealed partial class TrapScanner
{
    private const int LongestLine = 2000;

    private readonly IReadOnlyList<string> _lines;
    private readonly List<Trap> _traps = [];
    private readonly Stack<char> _brackets = new();
    private char _openQuote;
    private bool _awaitsValue;
    private int _openIndent;
    private string _key = "";
    private int _row;

    private TrapScanner(IReadOnlyList<string> lines) => _lines = lines;

    private string Line => _lines[_row];

    /// <summary>All traps, in the order they stand. Several on one line do not overlap.</summary>
    public static IReadOnlyList<Trap> Scan(IReadOnlyList<string> lines)
    {
        var scanner = new TrapScanner(lines);
        for (; scanner._row < lines.Count; scanner._row++)
        {
            scanner.ScanLine();
        }

        return scanner._traps;
    }

    private void ScanLine()
    {
        // Nobody writes such a line by hand; it is data, and would only cost time.
        if (Line.Length > LongestLine)
        {
            return;
        }

        var at = 0;
        if ((_brackets.Count > 0 || _openQuote != default) && !BelongsToOpen())
        {
            _brackets.Clear();
            _openQuote = default;
        }

        if (_openQuote != default)
        {
            at = QuoteEnd(0);
            if (at < 0)
            {
                return;
            }

            _openQuote = default;
        }

        if (_brackets.Count > 0)
        {
            ScanFlow(at);
        }
        else if (at == 0)
        {
            ScanBlock();
        }
    }

    // What goes on over several lines stands further in than its key; a line that does not shows that a quote or bracket is not closed.
    private bool BelongsToOpen()
    {
        var at = SkipSpace(0);
        return at == Line.Length || at > _openIndent || Line[at] is '}' or ']';
    }

    private void ScanBlock()
    {
        var at = SkipSpace(0);
        if (at == Line.Length || Line[at] is '#' or '%' || Line.StartsWith("---", StringComparison.Ordinal))
        {
            return;
        }

        if (Line.AsSpan(0, at).Contains('\t'))
        {
            _key = "";
            AddTrap(0, at, "a tab indents the line, which YAML does not allow", "indent with spaces", Line[..at].Replace("\t", "  ", StringComparison.Ordinal));
        }

        var indent = at;
        var isItem = false;
        while (Line[at] == '-' && (at + 1 == Line.Length || Line[at + 1] is ' ' or '\t'))
        {
            isItem = true;
            indent = at;
            at = SkipSpace(at + 1);
            if (at == Line.Length)
            {
                return;
            }
        }

        var colon = ColonOfKey(at);
        if (colon >= 0)
        {
            _key = Line[at..colon].Trim().Trim('"', '\'');
            _openIndent = at;
            ScanValue(SkipSpace(colon + 1), at);
        }
        else if (isItem || Line[at] is '{' or '[')
        {
            _key = "";
            _openIndent = isItem ? indent : -1;
            ScanValue(at, indent);
        }
    }

    // The colon that ends the key which begins here, or -1 when none does.
    private int ColonOfKey(int at)
    {
        if (Line[at] is '"' or '\'')
        {
            _openQuote = Line[at];
            at = QuoteEnd(at + 1);
            _openQuote = default;
            at = at < 0 ? Line.Length : SkipSpace(at);
            return at < Line.Length && Line[at] == ':' ? at : -1;
        }

        for (; at < Line.Length && !(Line[at] == '#' && at > 0 && Line[at - 1] is ' ' or '\t') ; at++)
        {
            if (Line[at] == ':' && (at + 1 == Line.Length || Line[at + 1] is ' ' or '\t'))
            {
                return at;
            }
        }

        return -1;
    }

    private void ScanValue(int at, int indent)
    {
        var anchor = Anchor().Match(Line, at);
        at = anchor.Success ? SkipSpace(at + anchor.Length) : at;
        if (at == Line.Length || (Line[at] == '#' && (IsComment(at) || HasNested(indent))))
        {
            return;
        }

        if (BlockText().IsMatch(Line, at))
        {
            SkipBlockText(indent);
            return;
        }

        if (Line[at] is '"' or '\'')
        {
            _openQuote = Line[at];
            var end = QuoteEnd(at + 1);
            if (end < 0)
            {
                return;
            }

            _openQuote = default;
            if (SkipSpace(end) == Line.Length || Line[SkipSpace(end)] == '#')
            {
                return;
            }
        }
        else if (IsFlow(at))
        {
            ScanFlow(at);
            return;
        }

        Judge(at, BlockEnd(at), TrapRules.InBlock);
    }

    private void Judge(int at, int end, Func<string, (string Wrong, string Allowed)?> rule)
    {
        var value = Line[at..end];
        if (rule(value) is var (wrong, allowed))
        {
            AddTrap(at, end, wrong, allowed, Trap.Quote(value));
        }
    }

    private void AddTrap(int start, int end, string wrong, string allowed, string replacement) =>
        _traps.Add(new Trap(_row + 1, start, end, _key, wrong, allowed, replacement));

    private bool IsComment(int at) => at + 1 == Line.Length || Line[at + 1] is ' ' or '\t' or '#' or '!';

    // "ids: #all of them" with an indented block below is a comment after all.
    private bool HasNested(int indent)
    {
        var next = _lines.Skip(_row + 1).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l) && l.TrimStart()[0] != '#');
        var nextIndent = next is null ? -1 : next.Length - next.TrimStart().Length;
        return nextIndent > indent || (nextIndent == indent && next!.AsSpan(nextIndent).StartsWith("- ") && !Line.AsSpan(indent).StartsWith("- "));
    }

    private void SkipBlockText(int indent)
    {
        while (_row + 1 < _lines.Count && (string.IsNullOrWhiteSpace(_lines[_row + 1]) || _lines[_row + 1].Length - _lines[_row + 1].TrimStart(' ').Length > indent))
        {
            _row++;
        }
    }

    // The column behind the closing quote, or -1 when the text goes on in the next line.
    private int QuoteEnd(int at)
    {
        for (; at < Line.Length; at++)
        {
            if (_openQuote == '"' && Line[at] == '\\')
            {
                at++;
            }
            else if (Line[at] == _openQuote)
            {
                if (_openQuote == '\'' && at + 1 < Line.Length && Line[at + 1] == '\'')
                {
                    at++;
                    continue;
                }

                return at + 1;
            }
        }

        return -1;
    }

    private int BlockEnd(int at)
    {
        var comment = Comment().Match(Line, at);
        return at + Line.AsSpan(at, (comment.Success ? comment.Index : Line.Length) - at).TrimEnd().Length;
    }

    private int SkipSpace(int at)
    {
        while (at < Line.Length && Line[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    [GeneratedRegex(@"\G&[A-Za-z0-9_-]+(?=\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"\G[|>][-+0-9]*\s*(#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockText();

    [GeneratedRegex(@"(?<=\s)#(?=\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
