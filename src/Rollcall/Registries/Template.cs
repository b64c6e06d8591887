using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Ids;

namespace Rollcall.Registries;

/// <summary>
/// A text with placeholders: <c>{id}</c>, <c>{link}</c>, <c>{number}</c>, <c>{number:00000}</c>, <c>{yy}</c> or any name that <c>--set</c> can fill, and
/// <c>${NAME}</c> for a secret from the environment. Immutable, thread safe.
/// </summary>
public sealed partial record Template
{
    private readonly IReadOnlyList<Part> _parts;

    /// <param name="text">The text as written. Braces that hold no name are taken as they stand.</param>
    public Template(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        var parts = new List<Part>();
        var at = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            if (match.Index > at)
            {
                parts.Add(new Part(PartKind.Literal, text[at..match.Index], 0));
            }

            parts.Add(match.Groups["secret"].Success
                ? new Part(PartKind.Secret, match.Groups["secret"].Value, 0)
                : new Part(PartKind.Value, match.Groups["name"].Value, match.Groups["format"].Length));
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            parts.Add(new Part(PartKind.Literal, text[at..], 0));
        }

        _parts = parts;
    }

    private enum PartKind
    {
        Literal,
        Value,
        Secret,
    }

    /// <summary>The text as written; what messages show, so that no secret is shown.</summary>
    public string Text { get; }

    /// <summary>The names in braces, each once, secrets not included.</summary>
    public IEnumerable<string> Names => _parts.Where(p => p.Kind == PartKind.Value).Select(p => p.Text).Distinct();

    /// <summary>The names of the secrets, each once.</summary>
    public IEnumerable<string> Secrets => _parts.Where(p => p.Kind == PartKind.Secret).Select(p => p.Text).Distinct();

    /// <summary>Whether the text differs from id to id.</summary>
    public bool NamesTheId => _parts.Any(p => p.Kind == PartKind.Value && p.Text is "id" or "number" or ListingNames.Link);

    /// <summary>What in a text looks like a placeholder or secret but is none, such as <c>{Number}</c> or <c>${my-key}</c>; null when nothing does.</summary>
    internal static string? Malformed(string text)
    {
        var rest = Placeholder().Replace(text, m => m.Groups["format"].Success && m.Groups["name"].Value != "number" ? m.Value : "\0");
        return Attempt().Match(rest) is { Success: true } attempt ? attempt.Value : null;
    }

    /// <summary>Whether a text holds a placeholder or something that was meant to be one.</summary>
    internal static bool HoldsPlaceholder(string text) => Placeholder().IsMatch(text) || Attempt().IsMatch(text);

    /// <summary>Fills the placeholders.</summary>
    /// <param name="id">The id asked for.</param>
    /// <param name="values">The values of all other placeholders and of secrets.</param>
    /// <param name="encode">What to do with each value before it is put in, such as <see cref="Uri.EscapeDataString(string)"/> in a URL.</param>
    public string Fill(RecordId id, TemplateValues values, Func<string, string>? encode = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (_parts.Count == 1 && _parts[0].Kind == PartKind.Literal)
        {
            return Text;
        }

        var filled = new StringBuilder();
        foreach (var part in _parts)
        {
            var value = part.Kind switch
            {
                PartKind.Literal => part.Text,
                PartKind.Secret => values.Secret(part.Text),
                _ => part.Text switch
                {
                    "id" => id.Text,
                    ListingNames.Link => LinkOf(id),
                    "number" => id.Ordinal.ToString("D" + Math.Max(1, part.Padding)),
                    _ => values[part.Text],
                },
            };
            // An address is encoded already.
            filled.Append(part.Kind == PartKind.Literal || part is { Kind: PartKind.Value, Text: ListingNames.Link } || encode is null ? value : encode(value));
        }

        return filled.ToString();
    }

    private static string LinkOf(RecordId id) => id.Link
        ?? throw new RollcallException(ExitCode.Usage, $"{id}: no listing gave it an address, so {{link}} has no value", "Run the registry: that reads the listing.");

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <inheritdoc/>
    public bool Equals(Template? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{(?<secret>[A-Za-z_][A-Za-z0-9_]*)\}|\{(?<name>[a-z][a-z0-9_]*)(:(?<format>0+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$\{[^{}]*\}?|\{\s*[A-Za-z_][\w-]*\s*(:[^{}""']*)?(\}|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attempt();

    private readonly record struct Part(PartKind Kind, string Text, int Padding);
}

/// <summary>What the placeholders of one partition stand for. Immutable, thread safe.</summary>
public sealed class TemplateValues
{
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly IReadOnlyDictionary<string, string> _secrets;

    /// <param name="values">The placeholders' values: <c>yy</c>, <c>yyyy</c> and those of <c>--set</c>.</param>
    /// <param name="secrets">The secrets' values by name. Never logged or stored.</param>
    public TemplateValues(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> secrets)
    {
        _values = values;
        _secrets = secrets;
    }

    /// <summary>No placeholder has a value.</summary>
    public static TemplateValues None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>The placeholders' values, secrets not included.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The secrets' values, so that what is kept of a page can be cleared of them.</summary>
    public IEnumerable<string> SecretValues => _secrets.Values;

    /// <summary>The same values, and one more.</summary>
    public TemplateValues With(string name, string value) => new(new Dictionary<string, string>(_values) { [name] = value }, _secrets);

    /// <exception cref="RollcallException">Nothing gave the placeholder a value.</exception>
    public string this[string name] => _values.TryGetValue(name, out var value)
        ? value
        : throw new RollcallException(ExitCode.Usage, $"{{{name}}} has no value", $"Give it with --set {name}=VALUE" + (name is "yy" or "yyyy" ? " or --year." : "."));

    /// <exception cref="RollcallException">The environment does not hold the secret.</exception>
    public string Secret(string name) => _secrets.TryGetValue(name, out var value)
        ? value
        : throw new RollcallException(ExitCode.Usage, $"${{{name}}} is not set", $"Export {name} in the environment; secrets are never read from the definition.");
}
