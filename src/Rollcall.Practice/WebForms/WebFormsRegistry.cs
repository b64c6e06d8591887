using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.WebForms;

/// <summary>
/// The registry <c>webforms</c>: a roll of licences behind terms of use, a search that posts back to itself, lists in pages, and a record's page that does not
/// have the number in its address. What a page remembers travels with it and expires. It has one partition, "".
/// </summary>
public sealed class WebFormsRegistry : PracticeRegistry
{
    /// <summary>The folder of its pages.</summary>
    public const string Path = "/webforms";

    private const string TermsPage = Path + "/Default.aspx";
    private const string SearchPage = Path + "/Search.aspx";
    private const string RecordPage = Path + "/Record.aspx";

    // What such a site answers to a form whose view state is missing or too old: nothing, and gladly.
    private static readonly Reply Nothing = Reply.Html(200, "");

    private readonly int _seed;
    private readonly TimeProvider _time;
    private readonly LicenceArchive _archive;
    private readonly WebFormsPages _pages;
    private readonly WebFormsSessions _sessions;
    private WebFormsTimings _timings;

    internal WebFormsRegistry(int seed, LicenceArchive archive, WebFormsTimings timings, TimeProvider time)
        : base("webforms", seed, [RequestKind.Page, RequestKind.Search, RequestKind.Record])
    {
        (_seed, _archive, _timings, _time) = (seed, archive, timings, time);
        _pages = new WebFormsPages(seed);
        _sessions = new WebFormsSessions(seed);
    }

    public override IReadOnlyDictionary<string, int> Marks => new Dictionary<string, int> { [""] = _archive.Mark };

    /// <summary>How long the site remembers, from the next request on.</summary>
    /// <exception cref="ArgumentException">A timing is out of bounds.</exception>
    public WebFormsTimings Timings
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

    public override RecordTruth Truth(string id) => NumberIn(id) is { } number && _archive.Find(number) is { } licence
        ? LicenceTruth.Of(licence)
        : new RecordTruth { Id = id, Outcome = ExpectedOutcome.NoRecord };

    public override IEnumerable<RecordTruth> Truths(string partition, int first, int last)
    {
        RequireOnlyPartition(partition);
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => Truth(number.ToString()));
    }

    public override bool TryGrow(string partition, int mark)
    {
        RequireOnlyPartition(partition);
        return _archive.TryGrow(mark);
    }

    internal override void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        foreach (var page in new[] { TermsPage, SearchPage, RecordPage })
        {
            routes.MapMethods(page, ["GET", "POST"], (RequestDelegate)(async http =>
                await exchange.RunAsync(http, this, Asked(await WebFormsMove.ReadAsync(http, page, _seed)))));
        }
    }

    internal override Reply Answer(Ask ask, FaultKind? change)
    {
        var move = (WebFormsMove)ask.Given!;
        if (move.IsPost && !IsSound(move))
            return Nothing;
        if (move.Form == TermsPage)
            return Terms(move);
        if (!_sessions.IsAlive(move.Session, Timings.SessionSearches))
            return Reply.Redirect(TermsPage);
        return move.Form == SearchPage ? Search(move, ask, change) : Record(move, change);
    }

    private Ask Asked(WebFormsMove move)
    {
        var number = move switch
        {
            { Form: SearchPage, Button: "search" } => move.Typed,
            { Form: SearchPage, State: { Number: > 0 } state } => state.Number.ToString(),
            { Form: RecordPage, Session: { } key } when _sessions.IsAlive(key, int.MaxValue) => _sessions.OpenOf(key) is { } open ? open.Split('-')[0] : null,
            _ => null,
        };
        var kind = move.Form == RecordPage || move.Verb == "Select" ? RequestKind.Record : move is { Form: SearchPage, IsPost: true } ? RequestKind.Search : RequestKind.Page;
        return new Ask(kind, number, number is null ? null : NumberIn(number)) { Given = move };
    }

    // A view state belongs to one page of one session, and not for ever.
    private bool IsSound(WebFormsMove move) =>
        move.State is { } state && state.Form == move.Form && _time.GetUtcNow() - state.IssuedAt <= TimeSpan.FromMilliseconds(Timings.ViewStateMs)
        && (move.Form == TermsPage || (state.Session == move.Session && _sessions.IsAlive(move.Session, Timings.SessionSearches)));

    private Reply Terms(WebFormsMove move) => move.Button switch
    {
        "accept" => Reply.Redirect(SearchPage, $"{WebFormsMove.Cookie}={_sessions.Begin()}; Path={Path}; HttpOnly; SameSite=Lax"),
        "leave" => Reply.Redirect("/"),
        _ => _pages.Terms(State(TermsPage, "", 0, 0)),
    };

    private Reply Search(WebFormsMove move, Ask ask, FaultKind? change)
    {
        var session = move.Session!;
        if (!move.IsPost)
            return _pages.Search(State(SearchPage, session, 0, 0), rows: null, saysNone: false);
        if (move.Button == "search")
        {
            _sessions.CountSearch(session);
            return Results(session, ask.Number ?? 0, page: 0, change);
        }
        var searched = move.State!.Number;
        if (_archive.Find(searched) is not { } licence)
            return Nothing;
        switch (move)
        {
            case { List: "results", Verb: "Page" } when WebFormsPages.HasPage("results", licence.Rows.Count, move.Place):
                return Results(session, searched, move.Place, change);
            case { List: "results", Verb: "Select" } when WebFormsPages.RowAt(licence.Rows, move.State.Page, move.Place) is { } row:
                _sessions.Open(session, row.Number);
                return Reply.Redirect(RecordPage);
            default:
                return Nothing;
        }
    }

    private Reply Results(string session, long number, int page, FaultKind? change)
    {
        var licence = _archive.Find(number);
        var shown = change switch
        {
            FaultKind.WrongRecord => _archive.Another(number),
            FaultKind.AbsentAndFound => licence ?? _archive.Another(number),
            FaultKind.FalseAbsence => null,
            _ => licence,
        };
        return _pages.Search(
            State(SearchPage, session, shown is null ? 0 : (int)number, page), shown?.Rows, saysNone: shown is null || change is FaultKind.AbsentAndFound);
    }

    private Reply Record(WebFormsMove move, FaultKind? change)
    {
        var session = move.Session!;
        if (_sessions.OpenOf(session) is not { } open || NumberIn(open.Split('-')[0]) is not { } number || _archive.Find(number) is not { } licence)
            return Reply.Redirect(SearchPage);
        if (change is FaultKind.WrongRecord && _archive.Another(number) is { } other)
            (licence, open) = (other, other.Number.ToString());
        var page = move is { List: "events", Verb: "Page" } ? move.Place : 0;
        if (!WebFormsPages.HasPage("events", licence.Events.Count, page))
            return Nothing;
        var state = State(RecordPage, session, licence.Number, page);
        return licence.IsSealed ? _pages.Sealed(state, open)
            : change is FaultKind.LayoutChange ? _pages.Redesigned(state, licence)
            : change is FaultKind.FalseAbsence or FaultKind.AbsentAndFound ? _pages.Search(State(SearchPage, session, 0, 0), rows: null, saysNone: true)
            : _pages.Record(state, licence, open);
    }

    private ViewState State(string form, string session, int number, int page) => new(form, session, number, page, _time.GetUtcNow());

    private static long? NumberIn(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString() == text ? number : null;

    private static void RequireOnlyPartition(string partition)
    {
        if (partition.Length > 0)
            throw new ArgumentException($"webforms has no partition \"{partition}\"; its only one is \"\"", nameof(partition));
    }
}
