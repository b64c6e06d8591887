using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Control;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Court;

/// <summary>
/// The registry <c>court</c>: one page with a search by court number, whose script fetches results and recorded entries.
/// It behaves as the Federal Court's file search was seen to behave. Its partitions are years.
/// </summary>
public sealed class CourtRegistry : PracticeRegistry
{
    /// <summary>The address of the page.</summary>
    public const string Path = "/en/court-files-and-decisions/court-files";

    private static readonly Reply NoResults = Reply.Html(200, SiteHtml.Page("Search", "<h1>Search this site</h1><p>Your search has no results.</p>"));
    private static readonly FaultRule NeverAnswers = new() { Kind = FaultKind.Timeout };

    private readonly CourtArchive _archive;
    private CourtTimings _timings;

    internal CourtRegistry(int seed, CourtArchive archive, CourtTimings timings)
        : base("court", seed, [RequestKind.Page, RequestKind.Search, RequestKind.Entries, RequestKind.Asset])
    {
        _archive = archive;
        _timings = timings;
    }

    public override IReadOnlyDictionary<string, int> Marks => _archive.Marks;

    /// <summary>How long the page's script takes over things, for pages loaded from now on.</summary>
    /// <exception cref="ArgumentException">A timing is out of bounds.</exception>
    public CourtTimings Timings
    {
        get => Volatile.Read(ref _timings);
        set
        {
            var problems = value.Problems().ToList();
            if (problems.Count > 0)
                throw new ArgumentException(string.Join('\n', problems), nameof(value));
            Volatile.Write(ref _timings, value);
        }
    }

    public override RecordTruth Truth(string id) =>
        CourtId.Parse(id) is { } parsed && _archive.Find(parsed) is { } file
            ? CourtTruth.Of(file)
            : new RecordTruth { Id = id, Outcome = ExpectedOutcome.NoRecord };

    public override IEnumerable<RecordTruth> Truths(string partition, int first, int last)
    {
        _ = _archive.Numbers(partition);
        var year = int.Parse(partition);
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => Truth(new CourtId(year, number).ToString()));
    }

    public override bool TryGrow(string partition, int mark) => _archive.Numbers(partition).TryGrow(mark);

    internal override void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        routes.MapGet(Path, (RequestDelegate)(http => exchange.RunAsync(http, this, new Ask(RequestKind.Page))));
        routes.MapGet(Path + "/search", (RequestDelegate)(http => exchange.RunAsync(http, this, Asked(http, RequestKind.Search))));
        routes.MapGet(Path + "/entries", (RequestDelegate)(http => exchange.RunAsync(http, this, Asked(http, RequestKind.Entries))));
        routes.MapGet(Path + "/assets/{name}", (RequestDelegate)(http =>
        {
            var name = (string)http.GetRouteValue("name")!;
            return exchange.RunAsync(http, this, new Ask(RequestKind.Asset, name), name == "never.js" ? NeverAnswers : null);
        }));
        // The search in the page's head, which careless selectors hit.
        routes.MapGet("/en/search", (RequestDelegate)(http => exchange.RunAsync(http, NoResults)));
    }

    internal override Reply Answer(Ask ask, FaultKind? change) => ask.Kind switch
    {
        RequestKind.Page => CourtPage.Render(Timings, change),
        // The Court of Appeal keeps files of its own, none of them here.
        RequestKind.Search when ask.Option == "a" => Json(SearchAnswer.Miss),
        RequestKind.Search => Json(Search(ask.Id!, change)),
        RequestKind.Entries => Json(Entries(ask.Id!, change)),
        _ => ask.Id switch
        {
            "court.css" => CourtPage.Style,
            "court.js" => CourtPage.Script,
            _ => TroublePages.NotFound,
        },
    };

    private static Ask Asked(HttpContext http, RequestKind kind)
    {
        var number = http.Request.Query["number"].ToString();
        return new Ask(kind, number, CourtId.Parse(number)?.Number, http.Request.Query["court"].ToString());
    }

    private static Reply Json<T>(T answer) =>
        new(200, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(answer, PracticeJson.Options));

    private SearchAnswer Search(string number, FaultKind? change)
    {
        if (CourtId.Parse(number) is not { } id)
            return SearchAnswer.Miss;
        var file = _archive.Find(id);
        var shown = change switch
        {
            FaultKind.WrongRecord => _archive.Another(id),
            FaultKind.AbsentAndFound => file ?? _archive.Another(id),
            FaultKind.FalseAbsence => null,
            _ => file,
        };
        if (shown is null)
            return SearchAnswer.Miss;
        var row = SearchRow.Of(shown);
        if (change is FaultKind.LayoutChange)
            row = new SearchRow(Number: null, Style: row.Number, Nature: row.Style, row.Parties);
        return new SearchAnswer([row], change is FaultKind.AbsentAndFound ? SearchAnswer.NoData : null);
    }

    private EntriesAnswer Entries(string number, FaultKind? change)
    {
        if (CourtId.Parse(number) is not { } id || _archive.Find(id) is not { } file)
            return EntriesAnswer.Unknown;
        return change switch
        {
            FaultKind.WrongRecord => EntriesAnswer.Of(_archive.Another(id) ?? file),
            FaultKind.LayoutChange => EntriesAnswer.Redesigned(file),
            _ => EntriesAnswer.Of(file),
        };
    }
}
