using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Definitions;

/// <summary>
/// A definition or settings file, read into nodes with line numbers. Bad content never throws: it is collected in
/// <see cref="Problems"/>. Not thread safe.
/// </summary>
public sealed class DefinitionFile
{
    /// <summary>The longest text that is read, in characters; the shipped definitions have about 2,000.</summary>
    public const int LongestText = 500_000;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n'))]);

    private readonly IReadOnlyList<string> _lines;
    private readonly IReadOnlySet<string> _lost = new HashSet<string>();

    private DefinitionFile(string name, string text)
    {
        Name = name;
        Text = text;
        Problems = new Problems(name);
        if (text.Length > LongestText)
        {
            _lines = [];
            Problems.Add(0, "", $"the file has {text.Length} characters", $"keep a definition under {LongestText}");
            return;
        }

        // A message quotes the file, and such characters can do things to a terminal.
        var control = text.AsSpan().IndexOfAny(Controls);
        if (control >= 0)
        {
            _lines = [];
            Problems.Add(1 + text.AsSpan(0, control).Count('\n'), "", $"a control character (0x{(int)text[control]:X2}) stands there, which no text has", "name a text file, or take the character away");
            return;
        }

        var repair = SyntaxRepair.Read(text.Split('\n'), Problems);
        Root = repair.Root;
        _lines = repair.Lines;
        _lost = repair.LostKeys;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Name { get; }

    /// <summary>Its text, with line ends as <c>\n</c>.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text in UTF-8, lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The root; null when the text is empty or cannot be read at all.</summary>
    public Node? Root { get; }

    /// <summary>Everything wrong so far.</summary>
    public Problems Problems { get; }

    /// <summary>Reads a file; one that cannot be opened is a problem of line 0.</summary>
    public static DefinitionFile Open(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var file = new DefinitionFile(path, "");
            file.Problems.Add(0, "", Directory.Exists(path) ? "this is a folder" : error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"the file cannot be read ({error.Message})", "name a file that can be read");
            return file;
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="name">The file it came from, for messages.</param>
    /// <param name="text">YAML, or JSON, which is YAML too.</param>
    public static DefinitionFile Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        return new DefinitionFile(name, text.ReplaceLineEndings("\n"));
    }

    /// <summary>Holds the file against a grammar; what does not fit becomes a problem.</summary>
    /// <returns>The root, in which what did not fit reads as if it were not there; null when it is no mapping at all.</returns>
    public MappingNode? Check(MappingShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Root is null or { IsEmpty: true })
        {
            if (Problems.None)
            {
                Problems.Add(0, "", "the file is empty", shape.Allowed);
            }

            return null;
        }

        return new ShapeCheck(this, _lost).Check(Root, shape) as MappingNode;
    }

    /// <summary>The line of a scalar with another text in its place; null when it does not stand on one line.</summary>
    public string? MendLine(ScalarNode scalar, string replacement)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        var span = scalar.Span;
        return span.Line == span.EndLine && span.Line >= 1 && span.Line <= _lines.Count && span.EndColumn <= _lines[span.Line - 1].Length && span.Column <= span.EndColumn
            ? string.Concat(_lines[span.Line - 1].AsSpan(0, span.Column), replacement, _lines[span.Line - 1].AsSpan(span.EndColumn))
            : null;
    }
}
