using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Control;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.JsonApi;

/// <summary>
/// The registry <c>json</c>: <c>GET /json/notices/{number}</c> answers with JSON, its parties in pages. Withheld notices are a 403, deleted ones a 410, merged
/// ones name the other. It has one partition, "".
/// </summary>
public sealed class JsonRegistry : PracticeRegistry
{
    private const int PartiesOnAPage = 4;

    private readonly NoticeArchive _archive;

    internal JsonRegistry(int seed, NoticeArchive archive)
        : base("json", seed, [RequestKind.Record]) => _archive = archive;

    public override IReadOnlyDictionary<string, int> Marks => new Dictionary<string, int> { [""] = _archive.Mark };

    public override RecordTruth Truth(string id) => NumberIn(id) is { } number && _archive.Find(number) is { } notice
        ? NoticeTruth.Of(notice)
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

    internal override void Map(IEndpointRouteBuilder routes, Exchange exchange) =>
        routes.MapGet("/json/notices/{number}", (RequestDelegate)(http =>
        {
            var number = (string)http.GetRouteValue("number")!;
            return exchange.RunAsync(http, this, new Ask(RequestKind.Record, number, NumberIn(number), http.Request.Query["page"].ToString()));
        }));

    internal override Reply Answer(Ask ask, FaultKind? change)
    {
        var page = ask.Option is { Length: > 0 } text ? (int)Math.Clamp(NumberIn(text) ?? 0, 0, 1000) : 1;
        var notice = ask.Number is { } number ? _archive.Find(number) : null;
        var shown = change switch
        {
            FaultKind.FalseAbsence => null,
            FaultKind.WrongRecord or FaultKind.AbsentAndFound => _archive.Another(ask.Number ?? 0) ?? notice,
            _ => notice,
        };
        return shown switch
        {
            null => Error(404, "not_found", $"There is no notice {ask.Id}."),
            _ when change is FaultKind.LayoutChange => Json(200, new { v2 = new { heading = shown.Title } }),
            _ when change is FaultKind.AbsentAndFound => Json(404, Body(shown, page: 1, error: "not_found")),
            { State: NoticeState.Withheld } => Error(403, "withheld", $"Notice {shown.Number} is not public."),
            { State: NoticeState.Deleted } => Error(410, "deleted", $"Notice {shown.Number} was deleted."),
            { State: NoticeState.Merged } => Json(200, new { merged = new { number = shown.Number, into = new { number = shown.MergedInto } } }),
            _ when page < 1 || (page > 1 && (page - 1) * PartiesOnAPage >= shown.Parties.Count) => Error(400, "no_such_page", "There is no such page."),
            _ => Json(200, Body(shown, page, error: null)),
        };
    }

    private static object Body(Notice notice, int page, string? error)
    {
        var more = page * PartiesOnAPage < notice.Parties.Count;
        var parties = new
        {
            Items = notice.Parties.Skip((page - 1) * PartiesOnAPage).Take(PartiesOnAPage)
                .Select(p => new { Name = new { Full = p.Name }, p.Role, Since = p.Since.ToString("yyyy-MM-dd") }),
            Total = notice.Parties.Count,
            Next = more ? $"/json/notices/{notice.Number}?page={page + 1}" : null,
        };
        return new
        {
            Notice = new { notice.Number, notice.Title, Publisher = new { Name = notice.Publisher }, Published = notice.Published.ToString("yyyy-MM-dd"), notice.Value },
            Parties = parties,
            Error = error is null ? null : new { Code = error },
        };
    }

    private static Reply Error(int status, string code, string message) => Json(status, new { error = new { code, message } });

    private static Reply Json(int status, object answer) =>
        new(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(answer, PracticeJson.Options));

    private static long? NumberIn(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString() == text ? number : null;

    private static void RequireOnlyPartition(string partition)
    {
        if (partition.Length > 0)
            throw new ArgumentException($"json has no partition \"{partition}\"; its only one is \"\"", nameof(partition));
    }
}
