using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>The fields that a form sends (HTML, "constructing the entry list"), URL-encoded forms only: files stay behind. Pure.</summary>
internal static class FormFields
{
    /// <summary>The fields, with what was filled in; or none, and what is missing.</summary>
    /// <param name="form">The form.</param>
    /// <param name="submitter">The button that sends it; null for a script.</param>
    /// <param name="page">The page.</param>
    /// <param name="filled">What was filled in.</param>
    public static (List<KeyValuePair<string, string>>? Fields, Onward.Nowhere? Missing) Of(
        IHtmlFormElement form, IElement? submitter, ParsedPage page, IReadOnlyList<(string Written, ISelector Selector, string Text)> filled)
    {
        var texts = new Dictionary<IElement, string>();
        foreach (var (written, selector, text) in filled)
        {
            var field = page.Elements.FirstOrDefault(e => selector.Match(e, null) && !page.Judging.IsHidden(e));
            if (Problem(field, form) is { } problem)
            {
                return (null, new Onward.Nowhere($"'{written}' {problem}") { Field = written });
            }

            if (field is IHtmlSelectElement list && OptionFor(list, text) is null)
            {
                return (null, new Onward.Nowhere($"'{written}' has no option \"{Excerpt.Of(text)}\"") { Field = written });
            }

            texts[field!] = text;
        }

        // A picture as a button is not among a form's elements, for historical reasons.
        IEnumerable<IElement> picture = submitter is IHtmlInputElement { Type: "image" } ? [submitter] : [];
        return ([.. form.Elements.Concat(picture).Distinct().SelectMany(e => Entries(e, submitter, texts.GetValueOrDefault(e)))], null);
    }

    private static string? Problem(IElement? field, IHtmlFormElement form) => field switch
    {
        null => "is not on the page, or hidden",
        _ when field.HasAttribute("disabled") || field.HasAttribute("readonly") => "is not open for a text",
        IHtmlInputElement { Type: "checkbox" or "radio" or "submit" or "button" or "image" or "file" or "reset" } => "is no field for a text",
        not (IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement) => $"is no field but {field.LocalName}",
        _ when !form.Elements.Contains(field) => "stands in another form than the button",
        _ when string.IsNullOrEmpty(field.GetAttribute("name")) => "has no name, so the form does not send it: a script does; use 'mode: browser'",
        _ => null,
    };

    private static IEnumerable<KeyValuePair<string, string>> Entries(IElement control, IElement? submitter, string? text)
    {
        var name = control.GetAttribute("name");
        var value = control.GetAttribute("value") ?? "";
        if (string.IsNullOrEmpty(name) || control.HasAttribute("disabled") || control.Closest("fieldset[disabled], datalist") is not null)
        {
            return [];
        }

        return control switch
        {
            IHtmlSelectElement list => Chosen(list, text).Select(o => KeyValuePair.Create(name, o.Value)),
            IHtmlTextAreaElement area => [new(name, text ?? area.TextContent)],
            IHtmlInputElement { Type: "checkbox" or "radio" } => control.HasAttribute("checked") ? [new(name, control.HasAttribute("value") ? value : "on")] : [],
            IHtmlInputElement { Type: "image" } => control == submitter ? [new(name + ".x", "0"), new(name + ".y", "0")] : [],
            IHtmlInputElement { Type: "submit" } or IHtmlButtonElement => control == submitter ? [new(name, value)] : [],
            IHtmlInputElement { Type: "button" or "reset" or "file" } => [],
            IHtmlInputElement => [new(name, text ?? value)],
            _ => [],
        };
    }

    private static IEnumerable<IHtmlOptionElement> Chosen(IHtmlSelectElement list, string? text)
    {
        if (text is not null)
        {
            return [OptionFor(list, text)!];
        }

        var options = list.Options.OfType<IHtmlOptionElement>().Where(o => !o.HasAttribute("disabled")).ToList();
        var chosen = options.FindAll(o => o.HasAttribute("selected"));
        return list.HasAttribute("multiple") ? chosen : chosen.Count > 0 ? chosen[^1..] : options.Take(1);
    }

    private static IHtmlOptionElement? OptionFor(IHtmlSelectElement list, string text) => list.Options.OfType<IHtmlOptionElement>()
        .FirstOrDefault(o => o.Value == text || Wording.Is(Wording.Normalise(o.Text), Wording.Normalise(text)));
}
