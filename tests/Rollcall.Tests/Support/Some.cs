using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Tests.Support;

/// <summary>Things that tests need one of, valid and ordinary; a test changes what it is about.</summary>
internal static class Some
{
    public static RecordId Id { get; } = new(231, "IMM-231-25");

    /// <summary>A page as it comes over HTTP.</summary>
    public static Page Page(string html, int status = 200) => new()
    {
        RequestedUrl = new Uri("http://site.test/records/231"),
        FinalUrl = new Uri("http://site.test/records/231"),
        Status = status,
        Body = html,
        ContentType = "text/html",
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
    };

    public static Page JsonPage(string json, int status = 200) => Page(json, status) with { ContentType = "application/json" };

    /// <summary>A place on a page: <c>At("h1", contains: "{id}")</c>.</summary>
    public static Place At(string? selector, string? @is = null, string? contains = null, string? json = null) => new(
        selector, json, @is is null ? [] : [new Template(@is)], contains is null ? [] : [new Template(contains)]);

    public static Rule Rule(Place? at = null, int[]? status = null, string? url = null, int line = 1) =>
        new(line, [.. status ?? []], url is null ? null : new Template(url), at);

    public static FieldRule Field(string name, FieldPlace where, ValueKind kind = ValueKind.Text) => new(name, 40, where, kind);

    public static ColumnRule Column(string name, string header, ValueKind kind = ValueKind.Text) => new(name, 50, header, kind);

    /// <summary>The judging rules of an ordinary registry: marker and 404, a record table, the id in a line of its own.</summary>
    public static JudgeRules Judge { get; } = new()
    {
        Blocked = [Rule(At("h1", "Access denied"), line: 10)],
        Absent = [Rule(At("h1", "No such record"), line: 20)],
        Found = [Rule(At("table.record"), line: 30)],
        Identity = Rule(At(".record-number", "{id}"), line: 35),
    };

    public static RegistryDefinition Definition(JudgeRules? judge = null, params FieldRule[] fields) => new()
    {
        Name = "some-registry",
        Title = "Some registry",
        Site = new Uri("http://site.test"),
        Ids = new IdSource.Range(Pattern("IMM-{number}-25"), 1, 99999),
        Ask = [Get("/records/{number}")],
        Judge = judge ?? Judge,
        Read = new ReadRules([.. fields], []),
        File = "some-registry.yaml",
        Hash = new string('0', 64),
    };

    public static Step.Request Get(string url, int line = 5) => new(line, "GET", new Template(url), [], []);

    public static IdPattern Pattern(string text) =>
        IdPattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem, nameof(text));
}
