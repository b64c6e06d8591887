using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rollcall.Practice;
using Rollcall.Practice.Registries;

namespace Rollcall.Tests.Practice;

public sealed class PlainRegistryTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Each_line_of_a_records_file_is_a_page_and_every_other_number_is_a_404()
    {
        await File.WriteAllTextAsync(_file,
            """
            {"number": 7, "title": "A <b> & \"c\"", "status": "Final", "created": "2015-10-27", "authors": ["Ann & Co", "Bo"], "requires": null, "bytes": 34142}

            {"number": 20, "title": "", "status": "Moved", "created": "", "authors": [], "requires": "1, 2", "bytes": 128}
            """, Cancelled);
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { RecordsFile = _file }, Cancelled);

        var (status, page) = await GetAsync(site, "7");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(page.QuerySelector("table.record"));
        Assert.Equal("7", page.QuerySelector(".record-number")!.TextContent);
        Assert.Equal("A <b> & \"c\"", page.QuerySelector("h1.title")!.TextContent);
        Assert.Equal(
            ["Number=7", "Status=Final", "Created=2015-10-27", "Authors=Ann & Co, Bo", "Requires=", "Bytes=34142"],
            page.QuerySelectorAll("table.record tr").Select(row => $"{row.QuerySelector("th")!.TextContent}={row.QuerySelector("td")!.TextContent}"));

        (_, page) = await GetAsync(site, "20");
        Assert.Equal("", page.QuerySelector("h1.title")!.TextContent);

        (status, page) = await GetAsync(site, "8");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("No such record", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Null(page.QuerySelector("table.record"));
        Assert.Equal(20, site.Plain.Marks[""]);
    }

    [Fact]
    public async Task Another_property_can_be_the_key_and_need_not_be_a_number()
    {
        await File.WriteAllTextAsync(_file, """{"permit": "AB-1", "title": "T", "number": 5}""", Cancelled);
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { RecordsFile = _file, RecordsKey = "permit" }, Cancelled);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(site, "AB-1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(site, "5")).Status);
        Assert.Equal("5", site.Plain.Truth("AB-1").Fields["number"]);
    }

    [Fact]
    public async Task Every_bad_line_of_a_records_file_is_named()
    {
        await File.WriteAllTextAsync(_file, "{\"number\": 1}\nnonsense\n{\"title\": \"t\"}\n[1]\n{\"number\": 1}\n", Cancelled);

        var error = await Assert.ThrowsAsync<PracticeException>(
            () => PracticeSite.StartAsync(new PracticeOptions { RecordsFile = _file }, Cancelled));

        Assert.Equal(
            [$"{_file}:2", $"{_file}:3: has no \"number\"; it has title", $"{_file}:4: is not a JSON object", $"{_file}:5: repeats number 1"],
            error.Message.Split('\n').Select((line, at) => at == 0 ? line[..(_file.Length + 2)] : line));
    }

    [Fact]
    public async Task A_records_file_that_is_missing_is_named()
    {
        var error = await Assert.ThrowsAsync<PracticeException>(
            () => PracticeSite.StartAsync(new PracticeOptions { RecordsFile = _file + ".gone" }, Cancelled));

        Assert.Contains(_file + ".gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_invented_records_end_at_240_with_about_5_percent_holes_and_are_the_same_in_every_run()
    {
        await using var first = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        await using var second = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        await using var other = await PracticeSite.StartAsync(new PracticeOptions { Seed = 2 }, Cancelled);

        var truths = first.Plain.Truths("", 1, 300).ToList();
        var found = truths.Count(truth => truth.Outcome == ExpectedOutcome.Success);

        Assert.InRange(found, 220, 236);
        Assert.Equal(ExpectedOutcome.Success, truths[0].Outcome);
        Assert.Equal(ExpectedOutcome.Success, truths[239].Outcome);
        Assert.All(truths[240..], truth => Assert.Equal(ExpectedOutcome.NoRecord, truth.Outcome));
        Assert.Equal(truths.Select(Text), second.Plain.Truths("", 1, 300).Select(Text));
        Assert.NotEqual(truths.Select(Text), other.Plain.Truths("", 1, 300).Select(Text));

        static string Text(RecordTruth truth) => $"{truth.Id} {truth.Outcome} {string.Join('|', truth.Fields)}";
    }

    [Fact]
    public async Task The_truth_is_what_the_page_shows()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);

        for (var number = 1; number <= 60; number++)
        {
            var truth = site.Plain.Truth(number.ToString());
            var (status, page) = await GetAsync(site, truth.Id);
            Assert.Equal(truth.Outcome == ExpectedOutcome.Success ? HttpStatusCode.OK : HttpStatusCode.NotFound, status);
            if (truth.Outcome == ExpectedOutcome.NoRecord)
                continue;
            var shown = page.QuerySelectorAll("table.record tr").Skip(1)
                .Select(row => (row.QuerySelector("th")!.TextContent.ToLowerInvariant(), row.QuerySelector("td")!.TextContent));
            Assert.Equal(truth.Fields["title"], page.QuerySelector("h1.title")!.TextContent);
            Assert.Equal(truth.Fields.Skip(1).Select(field => (field.Key, field.Value)), shown);
        }
    }

    [Fact]
    public async Task Only_the_plain_form_of_a_number_is_an_address()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);

        foreach (var number in new[] { "007", "+7", "7 ", "-7", "99999999999999", "seven" })
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(site, number)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(site, "7")).Status);
    }

    [Fact]
    public async Task Gaps_hold_and_the_registry_can_grow_without_what_was_there_changing()
    {
        var numbering = new Numbering { Mark = 60, HoleRate = 0.2, Gaps = [new NumberGap(10, 40)] };
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = numbering }, Cancelled);
        var before = Existing(site);

        Assert.DoesNotContain(before, number => number is >= 10 and <= 40);
        Assert.Contains(60, before);
        Assert.False(site.Plain.TryGrow("", 59));
        Assert.True(site.Plain.TryGrow("", 90));

        Assert.Equal(90, site.Plain.Marks[""]);
        Assert.Equal(before, Existing(site).Where(number => number <= 60));
        Assert.Contains(90, Existing(site));

        static List<int> Existing(PracticeSite site) =>
            [.. site.Plain.Truths("", 1, 200).Where(truth => truth.Outcome == ExpectedOutcome.Success).Select(truth => int.Parse(truth.Id))];
    }

    [Fact]
    public async Task Pages_are_filled_up_to_about_the_wanted_size()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { PageBytes = 6000 }, Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };

        foreach (var truth in site.Plain.Truths("", 1, 20).Where(truth => truth.Outcome == ExpectedOutcome.Success))
            Assert.InRange((await client.GetByteArrayAsync($"/plain/{truth.Id}", Cancelled)).Length, 5400, 6600);
    }

    private static async Task<(HttpStatusCode Status, IDocument Page)> GetAsync(PracticeSite site, string number)
    {
        using var client = new HttpClient { BaseAddress = site.Address };
        using var answer = await client.GetAsync($"/plain/{Uri.EscapeDataString(number)}", Cancelled);
        return (answer.StatusCode, await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync(Cancelled), Cancelled));
    }
}
