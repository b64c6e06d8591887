using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Reading;
using Rollcall.Reading.Sections;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Sweeping;

/// <summary>Asks single ids and shows what every rule of the definition saw: for whoever writes a definition. Writes nothing.</summary>
/// <param name="request">The registry and how to ask; ids and storage play no part.</param>
/// <param name="source">Where pages come from; the caller's.</param>
/// <param name="gate">The host's budget.</param>
/// <param name="time">The clock.</param>
public sealed class LiveCheck(CollectionRequest request, IPageSource source, HostGate gate, TimeProvider time)
{
    private const int ShownOfBody = 200;

    /// <summary>The ids to ask: the one given, or the canaries, known to exist first.</summary>
    /// <param name="definition">The registry.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="given">An id or a number; null for the canaries.</param>
    /// <exception cref="RollcallException">The text is no id of this registry, or there are no canaries: exit code 2.</exception>
    public static IReadOnlyList<CheckedId> IdsFor(RegistryDefinition definition, Partition partition, string? given)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(partition);
        if (given is not null)
        {
            return [new CheckedId(IdOf(definition, partition, given), Expected: null)];
        }

        CheckedId[] canaries =
        [
            .. definition.Canaries.Present.Select(c => new CheckedId(IdOf(definition, partition, c), Expected: true)),
            .. definition.Canaries.Absent.Select(c => new CheckedId(IdOf(definition, partition, c), Expected: false)),
        ];
        return canaries.Length > 0
            ? canaries
            : throw new RollcallException(ExitCode.Usage, $"{definition.File} names no canaries", "Add them (canaries: present: [1]), or name an id: check FILE --live --id 1");
    }

    /// <summary>Asks one id once.</summary>
    /// <exception cref="OperationCanceledException">The token.</exception>
    public async Task<CheckedAnswer> AskAsync(RecordId id, CancellationToken cancellationToken)
    {
        var reader = new PageReader(request.Definition, request.Partition.Values);
        await using var session = source.OpenSession();
        await gate.WaitAsync(cancellationToken);
        ImmutableArray<SectionPageReader> sections = [.. request.Definition.Sections.Select(section => new SectionPageReader(section, request.Definition.Judge, request.Partition.Values))];
        var walk = sections.IsEmpty ? null : new SectionWalk(sections, session, gate, kept: null, time);
        var attempt = await new AttemptMaker(session, reader, gate, request.Settings.JobTimeout, time, walk).MakeAsync(id, cancellationToken, cancellationToken);
        var links = new PageLinks(request.Definition, request.Partition.Values);

        // A page may show the secrets it was asked with.
        var mask = new SecretMask(request.Partition.Values.SecretValues);
        return new CheckedAnswer(id, attempt.Answer, attempt.Ask is null ? null : reader.Trace(attempt.Ask, attempt.Detail, id), attempt.Detail ?? attempt.Ask)
        {
            Beginning = (attempt.Detail ?? attempt.Ask) is { } last ? Begin(last.Body) : "",
            PostLine = (attempt.Detail is null ? request.Definition.Ask : request.Definition.Detail).LastOrDefault(s => s is not Step.Next) is Step.Request { Method: "POST" } post ? post.Line : null,
            LacksDetail = !request.Definition.Detail.IsEmpty && attempt is { Ask: not null, Detail: null, Answer: Answer.Unrecognised },
            Unfollowed = [.. Unfollowed(request.Definition, attempt.Ask, attempt.Detail).Concat(attempt.Sections.SelectMany(Unfollowed)).Select(mask.Clear)],
            Lists = [.. Lists(request.Definition.Ask, attempt.Ask).Concat(Lists(request.Definition.Detail, attempt.Detail))],
            Sections = [.. attempt.Sections.Select(s => new CheckedSection(s.Reader.Rule, s.Page, s.Answer, s is { Page: { } page, Answer: not Answer.Faulted } ? s.Reader.Trace(page, id) : null))],
        };

        // A secret must not be cut in two before it is looked for.
        string Begin(string body)
        {
            var words = string.Join(' ', mask.Clear(body).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return words.Length > ShownOfBody ? words[..ShownOfBody] + "…" : words;
        }

        IEnumerable<CheckedList> Lists(ImmutableArray<Step> steps, Page? page) => page is not null && steps.LastOrDefault() is Step.Next next
            ? [new CheckedList(next.Line, 1 + page.More.Count, links.WhyLast(page.More.Count == 0 ? page : page.More[^1], next, id))]
            : [];
    }

    // A page with one record and no table of it has no rows that could be missing; its "next" leads to another record.
    private static IEnumerable<string> Unfollowed(RegistryDefinition definition, Page? ask, Page? detail)
    {
        var isList = !definition.Detail.IsEmpty || !definition.Read.Tables.IsEmpty;
        return isList ? PagerOf(ask, definition.Ask, "ask").Concat(PagerOf(detail, definition.Detail, "detail")) : [];
    }

    private static IEnumerable<string> Unfollowed(SectionSight section) =>
        section.Reader.Rule.Read.Tables.IsEmpty ? [] : PagerOf(section.Page, section.Reader.Rule.Ask, $"section {section.Reader.Rule.Name}");

    private static IEnumerable<string> PagerOf(Page? page, ImmutableArray<Step> steps, string where) =>
        page is not null && steps.LastOrDefault() is not Step.Next && PagerSigns.Of(page) is { } sign ? [$"the page of '{where}' has {sign}"] : [];

    private static RecordId IdOf(RegistryDefinition definition, Partition partition, string text)
    {
        if (definition.Ids is not IdSource.Range range)
        {
            return new RecordId(1, text);
        }

        var numbers = partition.NumbersOf(range);
        if (long.TryParse(text, out var number) && number >= 0)
        {
            return numbers[number];
        }

        return numbers.TryParse(text, out var id)
            ? id
            : throw new RollcallException(ExitCode.Usage, $"'{text}' is no id of {definition.Name}", $"Give a number, or an id such as {numbers[range.First].Text}.");
    }
}

/// <summary>An id to check.</summary>
/// <param name="Id">The id.</param>
/// <param name="Expected">Whether it must exist; null when that is not known.</param>
public sealed record CheckedId(RecordId Id, bool? Expected);

/// <summary>What the site said to a checked id.</summary>
/// <param name="Id">The id.</param>
/// <param name="Answer">What it comes to.</param>
/// <param name="Trace">What every rule saw; null when no page came.</param>
/// <param name="Page">The page that was judged last, if any.</param>
public sealed record CheckedAnswer(RecordId Id, Answer Answer, PageTrace? Trace, Page? Page)
{
    /// <summary>What came of the sections, in the order of the definition; empty where it did not come to that.</summary>
    public ImmutableArray<CheckedSection> Sections { get; init; } = [];

    /// <summary>How the page begins, as the site sent it, on one line and without secrets; empty when there is none.</summary>
    public string Beginning { get; init; } = "";

    /// <summary>The line of the <c>post</c> that brought the page; null when something else did.</summary>
    public int? PostLine { get; init; }

    /// <summary>Whether the definition has <c>detail</c> steps that were not done, because the page before was not recognised.</summary>
    public bool LacksDetail { get; init; }

    /// <summary>What the <c>next</c> steps came to, that of <c>ask</c> first; empty where there are none, or no page came.</summary>
    public ImmutableArray<CheckedList> Lists { get; init; } = [];

    /// <summary>Signs, each with its page, that a list goes on where no <c>next</c> step follows it; empty where there are none.</summary>
    public ImmutableArray<string> Unfollowed { get; init; } = [];

    /// <summary>Whether the answer is what was expected of a canary.</summary>
    public bool IsAs(bool expected) => expected ? Answer is Answer.Found or Answer.Unavailable : Answer is Answer.Absent;
}

/// <summary>What a <c>next</c> step came to.</summary>
/// <param name="Line">The definition's line.</param>
/// <param name="Pages">How many pages there were, the first included.</param>
/// <param name="WhyLast">Why the last of them is the last; null when it is not.</param>
public sealed record CheckedList(int Line, int Pages, string? WhyLast);

/// <summary>What came of one section of a checked id.</summary>
/// <param name="Rule">The section.</param>
/// <param name="Page">Its page; null when none came.</param>
/// <param name="Answer">What it comes to; null when the record's page does not offer it.</param>
/// <param name="Trace">What its rules saw; null when no page came.</param>
public sealed record CheckedSection(SectionRule Rule, Page? Page, Answer? Answer, SectionTrace? Trace);
