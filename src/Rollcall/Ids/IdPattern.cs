using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rollcall.Ids;

/// <summary>
/// How an id's text is made from its number: <c>{number}</c>, <c>{number:00000}</c>, <c>IMM-{number}-{yy}</c>. Exactly one
/// <c>{number}</c>, optionally padded with zeros; any other placeholder gets its value from <c>--year</c> or <c>--set</c>. Immutable.
/// </summary>
public sealed partial record IdPattern
{
    private readonly IReadOnlyList<string> _placeholders;

    private IdPattern(string text, IReadOnlyList<string> placeholders)
    {
        Text = text;
        _placeholders = placeholders;
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>The placeholders besides <c>number</c>, in the order they stand, each once.</summary>
    public IReadOnlyList<string> Placeholders => _placeholders;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern as written.</param>
    /// <param name="pattern">The pattern, when it is one.</param>
    /// <param name="problem">What is wrong with it and what is allowed, when it is none.</param>
    public static bool TryParse(string text, out IdPattern pattern, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null!;
        problem = "";
        var rest = Placeholder().Replace(text, "");
        if (rest.Contains('{', StringComparison.Ordinal) || rest.Contains('}', StringComparison.Ordinal))
        {
            problem = $"'{text}' has a brace that is no placeholder; allowed are {{number}}, {{number:00000}} and {{name}}";
            return false;
        }

        var matches = Placeholder().Matches(text);
        var numbers = matches.Count(m => m.Groups["name"].Value == "number");
        if (numbers != 1)
        {
            problem = $"'{text}' has {{number}} {numbers} times; it must stand exactly once";
            return false;
        }

        var wrong = matches.FirstOrDefault(m => m.Groups["format"].Success && m.Groups["name"].Value != "number");
        if (wrong is not null)
        {
            problem = $"'{wrong.Value}' has a format; only {{number}} takes one, a row of zeros such as {{number:00000}}";
            return false;
        }

        pattern = new IdPattern(text, [.. matches.Select(m => m.Groups["name"].Value).Where(n => n != "number").Distinct()]);
        return true;
    }

    /// <summary>Gives the placeholders their values.</summary>
    /// <exception cref="ArgumentException">A placeholder has no value; the message names those that lack one.</exception>
    public NumberedIds Bind(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var missing = _placeholders.Where(p => !values.ContainsKey(p)).ToList();
        if (missing.Count > 0)
        {
            throw new ArgumentException($"no value for {string.Join(", ", missing.Select(m => $"{{{m}}}"))}", nameof(values));
        }

        var prefix = new StringBuilder();
        var suffix = new StringBuilder();
        var padding = 0;
        var current = prefix;
        var at = 0;
        foreach (Match match in Placeholder().Matches(Text))
        {
            current.Append(Text, at, match.Index - at);
            at = match.Index + match.Length;
            if (match.Groups["name"].Value == "number")
            {
                padding = match.Groups["format"].Success ? match.Groups["format"].Length : 0;
                current = suffix;
            }
            else
            {
                current.Append(values[match.Groups["name"].Value]);
            }
        }

        current.Append(Text, at, Text.Length - at);
        return new NumberedIds(prefix.ToString(), suffix.ToString(), padding);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"\{(?<name>[a-z][a-z0-9_]*)(:(?<format>0+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}

/// <summary>The ids of one numbering space: number to text and back. Immutable, thread safe.</summary>
public sealed class NumberedIds
{
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly string _format;

    internal NumberedIds(string prefix, string suffix, int padding)
    {
        _prefix = prefix;
        _suffix = suffix;
        _format = padding == 0 ? "D" : "D" + padding.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The id of a number.</summary>
    public RecordId this[long number] =>
        new(number, string.Concat(_prefix, number.ToString(_format, CultureInfo.InvariantCulture), _suffix));

    /// <summary>The id whose text this is; false when the text is no id of this numbering space.</summary>
    public bool TryParse(string text, out RecordId id)
    {
        ArgumentNullException.ThrowIfNull(text);
        id = default;
        if (text.Length <= _prefix.Length + _suffix.Length
            || !text.StartsWith(_prefix, StringComparison.Ordinal) || !text.EndsWith(_suffix, StringComparison.Ordinal)
            || !long.TryParse(text.AsSpan(_prefix.Length, text.Length - _prefix.Length - _suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || this[number].Text != text)
        {
            return false;
        }

        id = this[number];
        return true;
    }
}
