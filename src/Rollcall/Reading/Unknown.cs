using System.Collections.Immutable;
using System.Text;
using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Reading;

/// <summary>Says what a page that no rule knows looks like, and what was wanted of it. Only built when that happens.</summary>
internal static class Unknown
{
    /// <summary>What a person would tell of the page: status, title or first words, length, how one came there.</summary>
    public static string Describe(ParsedPage parsed)
    {
        var page = parsed.Page;
        var text = new StringBuilder($"no rule knows this page: status {page.Status}");
        if (page.Redirects.Count > 0)
        {
            text.Append($", after {page.Redirects.Count} redirect(s) at {page.FinalUrl.AbsoluteUri}");
        }

        if (parsed.IsEmpty)
        {
            return text.Append(", empty").ToString();
        }

        if (page.ContentType.Length > 0 && page.ContentType != "text/html")
        {
            text.Append($", {page.ContentType}");
        }

        var title = parsed.Title;
        return text.Append(title.Length > 0 ? $", title \"{Excerpt.Of(title)}\"" : $", beginning \"{Excerpt.Of(parsed.Text)}\"")
            .Append($", {page.Body.Length} characters").ToString();
    }

    /// <summary>What each kind of rule wanted and did not see.</summary>
    public static string Wanted(ParsedPage page, RecordId id, ImmutableArray<RuleCheck> found, ImmutableArray<RuleCheck> absent)
    {
        foreach (var rule in absent.AddRange(found))
        {
            if (rule.HoldsButForItsStatus(page, id, out _))
            {
                return $"the rule at line {rule.Line} fits but for the status: if the site does answer {page.Page.Status}, add 'status: {page.Page.Status}' to it";
            }
        }

        return $"a record would show {Of(found, page, id)}; an absence {Of(absent, page, id)}";
    }

    private static string Of(ImmutableArray<RuleCheck> rules, ParsedPage page, RecordId id) =>
        string.Join(", or ", rules.Take(3).Select(r => Failing(r.Trace(page, id, onDetail: false))));

    private static string Failing(RuleTrace rule) =>
        rule.Conditions.FirstOrDefault(c => !c.Holds) is { } condition ? $"{condition.Wanted} (seen: {condition.Seen})" : $"what line {rule.Line} says";
}
