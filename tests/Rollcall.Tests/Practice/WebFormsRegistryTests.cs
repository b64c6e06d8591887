using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Practice.WebForms;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Practice;

public sealed class WebFormsRegistryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_posts_back_what_the_page_holds_and_the_record_has_no_number_in_its_address()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var visit = new Visit(site);
        var licence = site.WebForms.Truths("", 1, 120).First(t => t is { Outcome: ExpectedOutcome.Success, Unavailable: null } && t.Tables["events"].Count > 5);

        Assert.Equal("Terms of use", Assert.Single((await visit.GetAsync("Search.aspx")).QuerySelectorAll("h1")).TextContent);
        await visit.PostAsync(("ctl00$main$accept", "I accept"));
        var results = await visit.PostAsync(("ctl00$main$number", licence.Id), ("ctl00$main$search", "Search"));
        var rows = results.QuerySelectorAll("#results tbody tr").Length;
        Assert.InRange(rows, 1, 3);
        while (!visit.Page.QuerySelectorAll("#results td:first-child").Any(td => td.TextContent == licence.Id))
        {
            await visit.FollowAsync(".pager span + a");
        }

        var record = await visit.FollowAsync($"#results tr:nth-child({Place(visit.Page, licence.Id)}) a");

        Assert.Equal("/webforms/Record.aspx", visit.Address.AbsolutePath);
        Assert.Equal(licence.Id, record.QuerySelector("#licence-number")!.TextContent);
        Assert.Equal(licence.Fields["title"], record.QuerySelector("#title")!.TextContent);
        Assert.Equal(5, record.QuerySelectorAll("#events tbody tr").Length);
        Assert.Equal(licence.Tables["events"][5]["event"], (await visit.FollowAsync(".pager span + a")).QuerySelector("#events tbody tr td:nth-child(2)")!.TextContent);
    }

    [Theory]
    [InlineData(ViewState.Field)]
    [InlineData(ViewState.GeneratorField)]
    [InlineData(ViewState.ValidationField)]
    public async Task Without_one_of_its_three_fields_a_form_is_answered_with_nothing(string missing)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var visit = new Visit(site);
        await visit.GetAsync("Default.aspx");
        await visit.PostAsync(("ctl00$main$accept", "I accept"));

        await visit.PostAsync((missing, ""), ("ctl00$main$number", "1"), ("ctl00$main$search", "Search"));

        Assert.Equal((HttpStatusCode.OK, ""), (visit.Status, visit.Body));
    }

    [Fact]
    public async Task View_state_is_worth_nothing_when_its_time_is_over_or_its_session_is()
    {
        var time = new ManualTime();
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Time = time, WebFormsTimings = new WebFormsTimings { SessionSearches = 2, ViewStateMs = 60_000 } }, Cancelled);
        using var visit = new Visit(site);
        await visit.GetAsync("Default.aspx");
        await visit.PostAsync(("ctl00$main$accept", "I accept"));

        time.Advance(TimeSpan.FromSeconds(61));
        await SearchAsync();
        Assert.Equal("", visit.Body);
        await visit.GetAsync("Search.aspx");
        await SearchAsync();
        Assert.NotNull(visit.Page.QuerySelector("#results"));
        await SearchAsync();
        await SearchAsync();
        Assert.Equal("", visit.Body);
        Assert.Equal("Terms of use", (await visit.GetAsync("Search.aspx")).QuerySelector("h1")!.TextContent);

        Task SearchAsync() => visit.PostAsync(("ctl00$main$number", "1"), ("ctl00$main$search", "Search"));
    }

    [Fact]
    public async Task The_truth_is_the_same_in_every_run_and_knows_sealed_files()
    {
        await using var first = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        await using var second = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        var truths = first.WebForms.Truths("", 1, 130).ToList();

        Assert.Equal(truths.Select(Text), second.WebForms.Truths("", 1, 130).Select(Text));
        Assert.Equal(ExpectedOutcome.NoRecord, first.WebForms.Truth("012").Outcome);
        Assert.InRange(truths.Count(t => t.Unavailable == "withheld"), 2, 15);
        Assert.InRange(truths.Count(t => t.Outcome == ExpectedOutcome.NoRecord), 12, 30);

        static string Text(RecordTruth truth) => $"{truth.Id} {truth.Outcome} {truth.Unavailable} {string.Join('|', truth.Fields)} {string.Join('|', truth.Tables.SelectMany(t => t.Value).SelectMany(r => r.Values))}";
    }

    private static int Place(IDocument page, string number) =>
        page.QuerySelectorAll("#results tbody td:first-child").Select((td, at) => (td, at)).First(r => r.td.TextContent == number).at + 1;

    /// <summary>A visitor who clicks: keeps cookies, and sends every form with what its page holds.</summary>
    private sealed class Visit(PracticeSite site) : IDisposable
    {
        private readonly HttpClient _client = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(site.Address, "/webforms/") };

        public IDocument Page { get; private set; } = null!;

        public string Body { get; private set; } = "";

        public Uri Address { get; private set; } = site.Address;

        public HttpStatusCode Status { get; private set; }

        public void Dispose() => _client.Dispose();

        public async Task<IDocument> GetAsync(string address) => await TakeAsync(await _client.GetAsync(new Uri(address, UriKind.Relative), Cancelled));

        public Task<IDocument> FollowAsync(string link)
        {
            var parts = Page.QuerySelector(link)!.GetAttribute("href")!.Split('\'');
            return PostAsync(("__EVENTTARGET", parts[1]), ("__EVENTARGUMENT", parts[3]));
        }

        public async Task<IDocument> PostAsync(params (string Name, string Value)[] fields)
        {
            var form = Page.QuerySelectorAll("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
            foreach (var (name, value) in fields)
            {
                form[name] = value;
            }

            using var content = new FormUrlEncodedContent(form);
            return await TakeAsync(await _client.PostAsync(new Uri(Address, Page.QuerySelector("form")!.GetAttribute("action")), content, Cancelled));
        }

        private async Task<IDocument> TakeAsync(HttpResponseMessage response)
        {
            using (response)
            {
                (Status, Address, Body) = (response.StatusCode, response.RequestMessage!.RequestUri!, await response.Content.ReadAsStringAsync(Cancelled));
                return Body.Length == 0 ? Page : Page = await new HtmlParser().ParseDocumentAsync(Body, Cancelled);
            }
        }
    }
}
