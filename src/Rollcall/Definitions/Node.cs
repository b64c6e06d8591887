using System.Globalization;

namespace Rollcall.Definitions;

/// <summary>A piece of a definition file, with the place where it stands: a closed set. Immutable.</summary>
public abstract class Node
{
    private protected Node(string path, int line)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The key path, such as <c>judge.absent[0].status</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The line it begins on, from 1.</summary>
    public int Line { get; }

    /// <summary>What it is, for messages: <c>a list</c>, <c>a mapping</c>, <c>'abc'</c>, <c>nothing</c>.</summary>
    public abstract string Given { get; }

    /// <summary>Whether a key stands there without a value.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>The text of a scalar, as written; null for anything else and for nothing.</summary>
    public virtual string? Text => null;

    /// <summary>A whole number; null for anything else.</summary>
    public long? Number =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>True when the text is <c>true</c>.</summary>
    public bool IsTrue => Text is "true";

    /// <summary>The items of a list; a single value counts as a list of one.</summary>
    public virtual IReadOnlyList<Node> Items => [this];
}

/// <summary>A single value.</summary>
public sealed class ScalarNode : Node
{
    private readonly string _text;

    internal ScalarNode(string path, Span span, string text, bool plain)
        : base(path, span.Line)
    {
        _text = text;
        Span = span;
        IsPlain = plain;
    }

    /// <summary>Whether it stands without quotes.</summary>
    public bool IsPlain { get; }

    /// <inheritdoc/>
    public override bool IsEmpty => IsPlain && _text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string? Text => IsEmpty ? null : _text;

    /// <inheritdoc/>
    public override string Given => IsEmpty ? "nothing" : $"'{(_text.Length > 80 ? _text[..80] + "…" : _text).ReplaceLineEndings(" ")}'";

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Items => IsEmpty ? [] : [this];

    /// <summary>Where it stands in the text.</summary>
    internal Span Span { get; }
}

/// <summary>A list.</summary>
public sealed class SequenceNode : Node
{
    internal SequenceNode(string path, int line, IReadOnlyList<Node> items)
        : base(path, line) => Items = items;

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Items { get; }

    /// <inheritdoc/>
    public override string Given => "a list";
}

/// <summary>Keys with values, in the order they stand; each key once.</summary>
public sealed class MappingNode : Node
{
    private readonly IReadOnlySet<string> _mentioned;

    internal MappingNode(string path, int line, IReadOnlyList<MappingEntry> entries, IReadOnlySet<string>? mentioned = null)
        : base(path, line)
    {
        Entries = entries;
        _mentioned = mentioned ?? entries.Select(e => e.Key).ToHashSet();
    }

    /// <summary>The keys with their values.</summary>
    public IReadOnlyList<MappingEntry> Entries { get; }

    /// <inheritdoc/>
    public override string Given => "a mapping";

    /// <summary>The value of a key; null when the key is not there or nothing stands behind it.</summary>
    public Node? this[string key] => Entries.FirstOrDefault(e => e.Key == key)?.Value is { IsEmpty: false } value ? value : null;

    /// <summary>
    /// Whether the file has the key, be its value right or wrong, be it misspelt or lost to a syntax error: what is wrong with it was
    /// reported, and whoever misses it must not complain a second time.
    /// </summary>
    public bool Mentions(string key) => _mentioned.Contains(key);

    /// <summary>The mapping behind a key; null when there is none.</summary>
    public MappingNode? MappingOf(string key) => this[key] as MappingNode;

    /// <summary>The items of the list behind a key; a single value counts as a list of one; empty when the key is not there.</summary>
    public IReadOnlyList<Node> ItemsOf(string key) => this[key]?.Items ?? [];

    /// <summary>The text behind a key; null when there is none.</summary>
    public string? TextOf(string key) => this[key]?.Text;

    /// <summary>The texts behind a key that takes one or a list of them.</summary>
    public IEnumerable<string> TextsOf(string key) => ItemsOf(key).Select(i => i.Text).OfType<string>();
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">The line of the key, from 1.</param>
/// <param name="Value">The value.</param>
public sealed record MappingEntry(string Key, int Line, Node Value);

/// <summary>A stretch of one line, or of several when <paramref name="EndLine"/> differs; columns from 0, the end exclusive.</summary>
internal readonly record struct Span(int Line, int Column, int EndLine, int EndColumn);
