using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Control;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Matches;

/// <summary>
/// The registry <c>matches</c>: <c>/matches</c> shows tabs, each tab lists its matches on several pages, and a match has sub-tabs, which a script
/// fetches; without a script each is a page. Its partitions are the tabs.
/// </summary>
public sealed class MatchesRegistry : PracticeRegistry
{
    /// <summary>The id of the page that shows the tabs, in the request log and in faults.</summary>
    public const string TabsId = "tabs";

    private static readonly Reply Script = Reply.Resource("text/javascript; charset=utf-8", typeof(MatchesRegistry), "Assets.matches.js");
    private static readonly Reply Absent = Reply.Html(404, MatchPages.Absent());

    private readonly MatchArchive _archive;

    internal MatchesRegistry(int seed)
        : base("matches", seed, [RequestKind.List, RequestKind.Record, RequestKind.Section, RequestKind.Asset]) =>
        _archive = new MatchArchive(seed);

    public override IReadOnlyDictionary<string, int> Marks => _archive.Marks;

    public override RecordTruth Truth(string id) =>
        _archive.Find(id) is { } match ? MatchTruth.Of(match) : new RecordTruth { Id = id, Outcome = ExpectedOutcome.NoRecord };

    public override IEnumerable<RecordTruth> Truths(string partition, int first, int last)
    {
        _ = _archive.Line(partition);
        var tab = MatchArchive.Tab(partition)!;
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => Truth(_archive.Listed(tab, number).Id));
    }

    public override bool TryGrow(string partition, int mark) => _archive.Line(partition).TryGrow(mark);

    internal override void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        routes.MapGet("/matches", (RequestDelegate)(http => exchange.RunAsync(http, this, new Ask(RequestKind.List, TabsId))));
        routes.MapGet("/matches/assets/matches.js", (RequestDelegate)(http => exchange.RunAsync(http, this, new Ask(RequestKind.Asset, "matches.js"))));
        routes.MapGet("/matches/{tab}", (RequestDelegate)(http =>
            exchange.RunAsync(http, this, new Ask(RequestKind.List, Value(http, "tab"), Number: null, http.Request.Query["page"].ToString()))));
        routes.MapGet("/matches/{tab}/{id}", (RequestDelegate)(http => exchange.RunAsync(http, this, Asked(RequestKind.Record, http, section: null, option: null))));
        routes.MapGet("/matches/{tab}/{id}/{section}", (RequestDelegate)(http =>
            exchange.RunAsync(http, this, Asked(RequestKind.Section, http, Value(http, "section"), http.Request.Query["data"].ToString()))));
    }

    internal override Reply Answer(Ask ask, FaultKind? change) => ask.Kind switch
    {
        RequestKind.Asset => Script,
        RequestKind.List when ask.Id == TabsId => Reply.Html(200, MatchPages.Tabs()),
        RequestKind.List => List(ask, change is FaultKind.LayoutChange),
        RequestKind.Section => Section(ask, change),
        _ => Record(ask.Id!, change),
    };

    private static string Value(HttpContext http, string name) => (string)http.GetRouteValue(name)!;

    // A section's requests are told from one another by the section: "AUR-017/odds".
    private static Ask Asked(RequestKind kind, HttpContext http, string? section, string? option)
    {
        var id = Value(http, "id");
        var number = MatchArchive.Parse(id) is { } place && place.Tab.Slug == Value(http, "tab") ? place.Number : (long?)null;
        return new Ask(kind, section is null ? id : $"{id}/{section}", number, number is null ? "elsewhere" : option);
    }

    private Reply List(Ask ask, bool redesigned)
    {
        if (MatchArchive.Tab(ask.Id!) is not { } tab)
            return TroublePages.NotFound;
        var page = int.TryParse(ask.Option, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : 1;
        var count = _archive.Marks[tab.Slug];
        var shown = Enumerable.Range(1, count).Skip((page - 1) * MatchPages.RowsOfPage).Take(MatchPages.RowsOfPage).Select(number => _archive.Listed(tab, number));
        return Reply.Html(200, MatchPages.List(tab, shown, page, count, redesigned));
    }

    private Reply Record(string id, FaultKind? change)
    {
        var match = _archive.Find(id);
        return change switch
        {
            FaultKind.FalseAbsence => Absent,
            FaultKind.WrongRecord when _archive.Another(id) is { } other => Reply.Html(200, MatchPages.Match(other)),
            FaultKind.AbsentAndFound when (match ?? _archive.Another(id)) is { } shown => Reply.Html(404, MatchPages.AbsentAndFound(shown)),
            _ => match is null ? Absent : Reply.Html(200, MatchPages.Match(match, change is FaultKind.LayoutChange)),
        };
    }

    private Reply Section(Ask ask, FaultKind? change)
    {
        var parts = ask.Id!.Split('/');
        var match = change is FaultKind.WrongRecord ? _archive.Another(parts[0]) : _archive.Find(parts[0]);
        if (ask.Option == "elsewhere" || match is null)
            return Absent;
        if (match.Section(parts[1]) is not { } section)
            return Reply.Html(404, MatchPages.NoSuchSection(match));
        if (change is FaultKind.LayoutChange)
            section = section with { Heading = "Figures", Columns = [.. section.Columns.Select(column => column[..1])] };
        return ask.Option == "1"
            ? new Reply(200, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(section, PracticeJson.Options))
            : Reply.Html(200, MatchPages.Section(match, section));
    }
}
