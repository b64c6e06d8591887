using System.Globalization;

namespace Rollcall.Definitions;

/// <summary>Holds single values against their shapes.</summary>
internal static class ScalarCheck
{
    private static readonly string[] True = ["yes", "on", "y"];
    private static readonly string[] False = ["no", "off", "n"];

    /// <summary>Whether the value fits; when not, a problem says why.</summary>
    /// <param name="file">Takes the problem.</param>
    /// <param name="scalar">A value that is not empty.</param>
    /// <param name="shape">What it must be.</param>
    /// <param name="asked">What the message says it must be.</param>
    public static bool Check(DefinitionFile file, ScalarNode scalar, Shape shape, Shape asked)
    {
        var text = scalar.Text!;
        var problem = shape switch
        {
            TextShape { MayBeEmpty: false } when text.Trim().Length == 0 => new Complaint("the text is empty"),
            TextShape words => words.Judge(text),
            NumberShape or FlagShape when !scalar.IsPlain => new Complaint($"{scalar.Given} stands in quotes, which makes it a text", $"write the {shape.Noun} without quotes"),
            NumberShape number => CheckNumber(text, number),
            FlagShape => text is "true" or "false" ? null : new Complaint($"{scalar.Given} is no truth value"),
            ChoiceShape choice => choice.Words.Contains(text) ? null : new Complaint($"{scalar.Given} is no {choice.Noun}", Nearest.Advice(text, [.. choice.Words])),
            _ => null,
        };
        if (problem is null)
        {
            return true;
        }

        var mended = Meant(text, shape) is { } meant ? file.MendLine(scalar, meant) : null;
        file.Problems.Add(scalar, problem.Wrong, problem.Allowed ?? asked.Allowed, mended);
        return false;
    }

    private static Complaint? CheckNumber(string text, NumberShape shape)
    {
        if (text.Length > 1 && text.TrimStart('-').StartsWith('0') && text.All(char.IsAsciiDigit))
        {
            return new Complaint($"'{text}' begins with a zero, which some readers of YAML take for an octal number", "write the number without it");
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return new Complaint($"'{(text.Length > 80 ? text[..80] + "…" : text)}' is no {shape.Noun}");
        }

        return number >= shape.Least && number <= shape.Most ? null : new Complaint($"{number} is no {shape.Noun}");
    }

    // What YAML 1.1 would have understood, in the form that every reader understands.
    private static string? Meant(string text, Shape shape) => shape switch
    {
        NumberShape number when CheckNumber(text, number) is null => text,
        FlagShape when text is "true" or "false" => text,
        FlagShape when text.Equals("true", StringComparison.OrdinalIgnoreCase) || True.Contains(text, StringComparer.OrdinalIgnoreCase) => "true",
        FlagShape when text.Equals("false", StringComparison.OrdinalIgnoreCase) || False.Contains(text, StringComparer.OrdinalIgnoreCase) => "false",
        NumberShape when text.Length > 1 && text[0] == '0' && text.All(char.IsAsciiDigit) => text.TrimStart('0') is { Length: > 0 } digits ? digits : "0",
        NumberShape when text.Contains(',', StringComparison.Ordinal) || text.Contains('_', StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal)
            => text.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) is { Length: > 0 } bare && bare.All(char.IsAsciiDigit) ? bare : null,
        ChoiceShape choice => Nearest.To(text, choice.Words),
        _ => null,
    };
}
