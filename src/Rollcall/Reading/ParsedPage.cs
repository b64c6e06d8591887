using System.Text.Json;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Rollcall.Fetching;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>A page with what was made of it so far: parsed at most once, and only when a rule looks at it. Not thread safe.</summary>
internal sealed class ParsedPage
{
    // One parser serves all threads: it holds options, and every call builds its own document. (A test reads in parallel and compares.)
    private static readonly HtmlParser Parser = new(new HtmlParserOptions
    {
        DisableElementPositionTracking = true,
        SkipComments = true,
        SkipProcessingInstructions = true,
    });

    private readonly Dictionary<IElement, HtmlTable> _tables = [];
    private IHtmlDocument? _document;
    private List<IElement>? _elements;
    private bool _jsonTried;
    private JsonElement? _json;
    private string? _text;

    public ParsedPage(Page page)
    {
        Page = page;
        (Judging, Reading) = Visibility.Of(page);
        IsEmpty = string.IsNullOrWhiteSpace(page.Body);
        More = page.More.Count == 0 ? [] : [.. page.More.Select(p => new ParsedPage(p))];
        All = [this, .. More];
    }

    public Page Page { get; }

    public Visibility Judging { get; }

    public Visibility Reading { get; }

    public bool IsEmpty { get; }

    /// <summary>The pages that follow it in the list it begins.</summary>
    public IReadOnlyList<ParsedPage> More { get; }

    /// <summary>This page and those that follow it.</summary>
    public IReadOnlyList<ParsedPage> All { get; }

    /// <summary>Whether nothing stands on it, be it that a browser wrote its own frame around that.</summary>
    public bool IsBare => IsEmpty || (Page.Mode == FetchMode.Browser && Text.Length == 0 && Elements.TrueForAll(e => e.LocalName is "html" or "head" or "body"));

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_jsonTried)
            {
                _jsonTried = true;
                _json = LooksLikeJson ? TryParseJson(Page.Body) : null;
            }

            return _json;
        }
    }

    /// <summary>All elements in document order; none when the body is JSON.</summary>
    public List<IElement> Elements
    {
        get
        {
            if (_elements is null)
            {
                _elements = [];
                if (!LooksLikeJson && !IsEmpty)
                {
                    _elements.Capacity = Math.Max(16, Page.Body.Length / 24);
                    Texts.Capacity = _elements.Capacity;
                    _document = Parser.ParseDocument(Page.Body.AsMemory());
                    Collect(_document.DocumentElement, _elements, Texts);
                }
            }

            return _elements;
        }
    }

    /// <summary>What a person reads on the whole page.</summary>
    public string Text => _text ??= Elements.Count == 0
        ? Wording.Normalise(Page.Body)
        : _document!.Body is { } body ? PageText.Of(body, Judging) : "";

    /// <summary>The title in the browser's tab; empty without one.</summary>
    public string Title => Elements.Count == 0 ? "" : Wording.Normalise(_document!.Title ?? "");

    /// <summary>All texts in document order, each with the number of elements that begin before it.</summary>
    public List<(IText Text, int Behind)> Texts { get; } = [];

    /// <summary>The elements of a selector, visible or not.</summary>
    public Matches Select(ISelector selector) => new(Elements, selector);

    /// <summary>The rows and columns of a table element.</summary>
    public HtmlTable Table(IElement element)
    {
        if (!_tables.TryGetValue(element, out var table))
        {
            table = new HtmlTable(element, Reading);
            _tables.Add(element, table);
        }

        return table;
    }

    private bool LooksLikeJson
    {
        get
        {
            var start = Page.Body.AsSpan().TrimStart();
            return !start.IsEmpty && start[0] is '{' or '[';
        }
    }

    private static JsonElement? TryParseJson(string body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Collect(IElement element, List<IElement> elements, List<(IText Text, int Behind)> texts)
    {
        elements.Add(element);
        var children = element.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            switch (children[i])
            {
                case IElement child:
                    Collect(child, elements, texts);
                    break;
                case IText text:
                    texts.Add((text, elements.Count));
                    break;
            }
        }
    }

    /// <summary>The elements of a selector, found as one walks along.</summary>
    internal readonly struct Matches(List<IElement> elements, ISelector selector)
    {
        public Walk GetEnumerator() => new(elements, selector);

        internal struct Walk(List<IElement> elements, ISelector selector)
        {
            private int _next;

            public IElement Current { get; private set; } = null!;

            public bool MoveNext()
            {
                while (_next < elements.Count)
                {
                    Current = elements[_next++];
                    if (selector.Match(Current, null))
                    {
                        return true;
                    }
                }

                return false;
            }
        }
    }
}
