using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>A text that a rule wants to see, filled in once where it is the same for every id. Immutable, thread safe.</summary>
internal sealed class Wanted
{
    private readonly Template _template;
    private readonly TemplateValues _values;
    private readonly string? _fixed;

    public Wanted(Template template, TemplateValues values)
    {
        _template = template;
        _values = values;
        NamesTheId = template.NamesTheId;
        _fixed = NamesTheId ? null : Wording.Normalise(template.Fill(default, values));
    }

    public bool NamesTheId { get; }

    public static ImmutableArray<Wanted> Of(ImmutableArray<Template> templates, TemplateValues values) =>
        [.. templates.Select(t => new Wanted(t, values))];

    /// <summary>The text for an id, normalised.</summary>
    public string For(RecordId id) => _fixed ?? Wording.Normalise(_template.Fill(id, _values));

    public bool IsWholeOf(string text, RecordId id) => Wording.Is(text, For(id));

    public bool IsIn(string text, RecordId id) => Wording.Contains(text, For(id), NamesTheId);

    /// <summary>
    /// Whether an address holds the text. An id must be a whole one, as in <see cref="Wording.Contains"/>, but slashes part it from what stands
    /// around; other texts may stand anywhere.
    /// </summary>
    public bool IsInAddress(Uri url, RecordId id)
    {
        if (_fixed is not null)
        {
            return url.AbsoluteUri.Contains(_fixed, StringComparison.OrdinalIgnoreCase);
        }

        var parted = Uri.UnescapeDataString(url.AbsoluteUri).Replace('/', '\n');
        return Wording.Contains(parted, For(id).Replace('/', '\n'), isId: true);
    }
}
