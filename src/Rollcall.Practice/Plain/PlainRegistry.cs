using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Plain;

/// <summary>
/// The registry <c>plain</c>: <c>GET /plain/{number}</c> is one record's HTML page, or 404 with the heading
/// "No such record". It has one partition, "".
/// </summary>
public sealed class PlainRegistry : PracticeRegistry
{
    private readonly PlainSource _source;
    private readonly PlainPage _page;
    private readonly Reply _absent;

    internal PlainRegistry(int seed, PlainSource source, int pageBytes)
        : base("plain", seed, [RequestKind.Record])
    {
        _source = source;
        _page = new PlainPage(pageBytes);
        _absent = Reply.Html(404, _page.Absent());
    }

    public override IReadOnlyDictionary<string, int> Marks => new Dictionary<string, int> { [""] = _source.Mark };

    public override RecordTruth Truth(string id)
    {
        if (_source.Find(id) is not { } record)
            return new RecordTruth { Id = id, Outcome = ExpectedOutcome.NoRecord };
        var fields = new Dictionary<string, string> { ["title"] = record.Title };
        foreach (var (name, value) in record.Fields)
            fields[name] = value;
        return new RecordTruth { Id = id, Outcome = ExpectedOutcome.Success, Fields = fields };
    }

    public override IEnumerable<RecordTruth> Truths(string partition, int first, int last)
    {
        RequireOnlyPartition(partition);
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => Truth(number.ToString()));
    }

    public override bool TryGrow(string partition, int mark)
    {
        RequireOnlyPartition(partition);
        return _source.TryGrow(mark);
    }

    internal override void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        routes.MapGet("/plain/{number}", (RequestDelegate)(http => exchange.RunAsync(http, this, Asked(http))));
        routes.MapGet("/members/{number}", (RequestDelegate)(http => LoginDesk.IsMember(http)
            ? exchange.RunAsync(http, this, Asked(http))
            : exchange.RunAsync(http, Reply.Redirect("/login?next=" + Uri.EscapeDataString(http.Request.Path)))));
    }

    private static Ask Asked(HttpContext http)
    {
        var number = (string)http.GetRouteValue("number")!;
        return new Ask(RequestKind.Record, number, long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null);
    }

    internal override Reply Answer(Ask ask, FaultKind? change)
    {
        var record = _source.Find(ask.Id!);
        var other = change is FaultKind.WrongRecord || (change is FaultKind.AbsentAndFound && record is null)
            ? _source.Another(ask.Id!)
            : null;
        return change switch
        {
            FaultKind.FalseAbsence => _absent,
            FaultKind.WrongRecord when other is not null => Reply.Html(200, _page.Found(other)),
            FaultKind.AbsentAndFound when (record ?? other) is { } shown => Reply.Html(404, _page.AbsentAndFound(shown)),
            FaultKind.LayoutChange when record is not null => Reply.Html(200, _page.Redesigned(record)),
            _ => record is null ? _absent : Reply.Html(200, _page.Found(record)),
        };
    }

    private static void RequireOnlyPartition(string partition)
    {
        if (partition.Length > 0)
            throw new ArgumentException($"plain has no partition \"{partition}\"; its only one is \"\"", nameof(partition));
    }
}
