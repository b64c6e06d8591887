using System.Collections.Immutable;
using AngleSharp.Css.Dom;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Whether the right text stands at a place of a page. Immutable, thread safe.</summary>
internal sealed class PlaceCheck
{
    private readonly ISelector? _selector;
    private readonly JsonPath? _path;
    private readonly ImmutableArray<Wanted> _is;
    private readonly ImmutableArray<Wanted> _contains;
    private readonly string _where;

    public PlaceCheck(Place place, TemplateValues values, int line)
    {
        _selector = place.Selector is null ? null : Selectors.Parse(place.Selector, line);
        _path = place.JsonPath is null ? null : new JsonPath(place.JsonPath);
        _is = Wanted.Of(place.Is, values);
        _contains = Wanted.Of(place.Contains, values);
        _where = place.Selector ?? (place.JsonPath is null ? "the page" : "json " + place.JsonPath);
    }

    /// <summary>Where it is and what must stand there.</summary>
    public string WantedFor(RecordId id) => $"{_where} {TextsFor(id)}".TrimEnd();

    /// <summary>What must stand there, such as <c>is "231"</c>.</summary>
    public string TextsFor(RecordId id) => string.Join(' ', new[] { Of("is", _is, id), Of("contains", _contains, id) }.Where(t => t.Length > 0));

    private bool WantsText => !_is.IsEmpty || !_contains.IsEmpty;

    /// <summary>Looks at the place.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">The id that the texts are filled in for.</param>
    /// <param name="everywhere">Whether to count on when the answer is known.</param>
    public PlaceSight Look(ParsedPage page, RecordId id, bool everywhere = false)
    {
        if (_selector is not null)
        {
            return LookAtElements(page, _selector, id, everywhere);
        }

        string? text;
        if (_path is null)
        {
            text = page.Text;
        }
        else if (page.Json is { } json && _path.TryFind(json, out var found))
        {
            // An object or array stands there, but has no text of its own.
            text = found.Text ?? "";
        }
        else
        {
            return default;
        }

        return new PlaceSight(Satisfies(text, id), 1, 0, text);
    }

    /// <summary>How a page showed what the rule wanted: where, and the words.</summary>
    public string Marker(PlaceSight sight) => WantsText && sight.Text is not null ? $"{_where} \"{Excerpt.Of(sight.Text)}\"" : _where;

    private static string Of(string verb, ImmutableArray<Wanted> texts, RecordId id) =>
        texts.IsEmpty ? "" : $"{verb} " + string.Join(" or ", texts.Select(t => $"\"{t.For(id)}\""));

    private PlaceSight LookAtElements(ParsedPage page, ISelector selector, RecordId id, bool everywhere)
    {
        var matched = 0;
        var hidden = 0;
        var holds = false;
        string? seen = null;
        foreach (var element in page.Select(selector))
        {
            matched++;
            if (page.Judging.IsHidden(element))
            {
                hidden++;
                continue;
            }

            if (holds)
            {
                continue;
            }

            if (WantsText || everywhere)
            {
                var text = PageText.Of(element, page.Judging);
                holds = Satisfies(text, id);
                seen = holds ? text : string.IsNullOrEmpty(seen) ? text : seen;
            }
            else
            {
                holds = true;
            }

            if (holds && !everywhere)
            {
                break;
            }
        }

        return new PlaceSight(holds, matched, hidden, seen);
    }

    /// <summary>Whether a text is what is wanted.</summary>
    public bool Satisfies(string text, RecordId id) =>
        (_is.IsEmpty || Any(_is, text, id, static (wanted, text, id) => wanted.IsWholeOf(text, id)))
        && (_contains.IsEmpty || Any(_contains, text, id, static (wanted, text, id) => wanted.IsIn(text, id)));

    private static bool Any(ImmutableArray<Wanted> texts, string text, RecordId id, Func<Wanted, string, RecordId, bool> holds)
    {
        foreach (var wanted in texts)
        {
            if (holds(wanted, text, id))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What was seen at a place.</summary>
/// <param name="Holds">Whether it is what was wanted.</param>
/// <param name="Matched">How many elements are there.</param>
/// <param name="Hidden">Of these, how many a person could not see; they do not count.</param>
/// <param name="Text">The text that decided: the one that held, else the first that says something.</param>
internal readonly record struct PlaceSight(bool Holds, int Matched, int Hidden, string? Text);
