using System.Text.RegularExpressions;

namespace Rollcall.Definitions;

/// <summary>
/// What may stand at a place of a definition: a closed set. One description serves the check of a file and the JSON Schema for
/// editors. Immutable.
/// </summary>
/// <param name="Noun">What the value is, without article: <c>HTTP status</c>. Messages say "'abc' is no HTTP status".</param>
/// <param name="Allowed">What to give, as an order: <c>give a number from 100 to 599</c>.</param>
public abstract record Shape(string Noun, string Allowed);

/// <summary>A text. It is taken as written: YAML's <c>NO</c> stays <c>NO</c>, and <c>007</c> stays <c>007</c>.</summary>
public sealed record TextShape(string Noun, string Allowed) : Shape(Noun, Allowed)
{
    /// <summary>Says what is wrong with a text that is not empty; null when nothing is. Looked at before <see cref="Pattern"/>.</summary>
    public Func<string, Complaint?>? Check { get; init; }

    /// <summary>A regular expression that the whole text matches, understood by .NET and by editors alike; without anchors.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether the empty text, in quotes, is a value.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>What is wrong with a text that is not empty; null when nothing is.</summary>
    internal Complaint? Judge(string text)
    {
        if (Check?.Invoke(text) is { } complaint)
        {
            return complaint;
        }

        return Pattern is null || Regex.IsMatch(text, $@"\A(?:{Pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(1))
            ? null
            : new Complaint($"'{text}' is no {Noun}");
    }
}

/// <summary>What is wrong with a value.</summary>
/// <param name="Wrong">The fault, naming what was given.</param>
/// <param name="Allowed">What is allowed; null for what the shape says.</param>
public sealed record Complaint(string Wrong, string? Allowed = null);

/// <summary>A whole number within bounds, both inclusive.</summary>
public sealed record NumberShape(string Noun, long Least, long Most)
    : Shape(Noun, Most == long.MaxValue ? $"give a whole number of {Least} or more" : $"give a number from {Least} to {Most}");

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record FlagShape() : Shape("truth value", "give true or false");

/// <summary>One of a few words.</summary>
public sealed record ChoiceShape(string Noun, IReadOnlyList<string> Words) : Shape(Noun, "give one of " + string.Join(", ", Words));

/// <summary>A list. With <paramref name="OrOne"/>, a single item may stand without the list.</summary>
public sealed record ListShape(Shape Item, string Noun, bool OrOne = false)
    : Shape(Noun, OrOne ? $"{Item.Allowed}, or a list of them" : $"give a list, each item behind a hyphen: {Item.Allowed}")
{
    /// <summary>The fewest items, 1 by default: an empty list is a mistake.</summary>
    public int Least { get; init; } = 1;
}

/// <summary>Names of the user's choice, each with a value of one shape.</summary>
/// <param name="Name">What the names look like.</param>
/// <param name="Item">What stands behind each.</param>
public sealed record MapShape(TextShape Name, Shape Item, string Noun) : Shape(Noun, $"give names with values, each {Name.Noun} on a line of its own")
{
    /// <summary>Whether it may be without any.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>For editors: the names there are. The reader leaves it to the names' owner to judge them. Empty when any name will do.</summary>
    public IReadOnlyList<Key> Known { get; init; } = [];
}

/// <summary>A short form (one value) and a long form (a mapping) of the same thing.</summary>
public sealed record EitherShape(Shape Brief, MappingShape Full) : Shape(Full.Noun, $"{Brief.Allowed}, or a mapping with {Full.KeyList}");

/// <summary>Fixed keys. Any other key is a mistake.</summary>
public sealed record MappingShape(string Noun, IReadOnlyList<Key> Keys) : Shape(Noun, "give " + string.Join(", ", Keys.Select(k => k.Name)))
{
    /// <summary>What the keys ask of each other.</summary>
    public IReadOnlyList<KeyRule> Rules { get; init; } = [];

    /// <summary>One as it stands in a definition, its key included; null when the keys alone say enough.</summary>
    public string? Example { get; init; }

    /// <summary>The keys' names, for messages.</summary>
    internal string KeyList => string.Join(", ", Keys.Select(k => k.Name));
}

/// <summary>A key of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What stands behind it.</param>
/// <param name="Meaning">What it means, in a sentence for the schema and the docs.</param>
public sealed record Key(string Name, Shape Shape, string Meaning)
{
    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>What the keys of a mapping ask of each other: a closed set.</summary>
public abstract record KeyRule
{
    private KeyRule()
    {
    }

    /// <summary>One of these keys, and no other of them.</summary>
    public sealed record ExactlyOne(params IReadOnlyList<string> Keys) : KeyRule;

    /// <summary>Not more than one of these keys.</summary>
    public sealed record AtMostOne(params IReadOnlyList<string> Keys) : KeyRule;

    /// <summary>At least one of these keys.</summary>
    public sealed record AtLeastOne(params IReadOnlyList<string> Keys) : KeyRule;

    /// <summary>A key that means nothing without one of the others.</summary>
    public sealed record Needs(string Key, params IReadOnlyList<string> OneOf) : KeyRule;
}
