using System.Net;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Registries;

namespace Rollcall.Tests.Practice;

public sealed class JsonRegistryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_notice_says_what_became_of_it_in_its_own_way()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        var truths = site.Json.Truths("", 1, 150).ToList();
        var merged = truths.First(t => t.Unavailable?.StartsWith("merged:", StringComparison.Ordinal) == true);

        await AssertAsync(truths.First(t => t.Outcome == ExpectedOutcome.NoRecord).Id, HttpStatusCode.NotFound, id => ("error.message", $"There is no notice {id}."));
        await AssertAsync(truths.First(t => t.Unavailable == "withheld").Id, HttpStatusCode.Forbidden, id => ("error.message", $"Notice {id} is not public."));
        await AssertAsync(truths.First(t => t.Unavailable == "deleted").Id, HttpStatusCode.Gone, id => ("error.message", $"Notice {id} was deleted."));
        await AssertAsync(merged.Id, HttpStatusCode.OK, _ => ("merged.into.number", merged.Unavailable!["merged:".Length..]));
        await AssertAsync("1", HttpStatusCode.OK, _ => ("notice.title", site.Json.Truth("1").Fields["title"]));

        async Task AssertAsync(string id, HttpStatusCode status, Func<string, (string Path, string Text)> says)
        {
            var (answered, json) = await GetAsync(site, $"/json/notices/{id}");
            var (path, text) = says(id);
            Assert.Equal((status, text), (answered, path.Split('.').Aggregate(json, (at, name) => at.GetProperty(name)).ToString()));
        }
    }

    [Fact]
    public async Task Parties_come_four_a_page_and_each_page_says_where_the_next_is()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        var truth = site.Json.Truths("", 1, 150).First(t => t.Tables.TryGetValue("parties", out var parties) && parties.Count > 8);
        var names = new List<string>();
        var pages = 0;

        for (var next = $"/json/notices/{truth.Id}"; next is not null; pages++)
        {
            var (_, json) = await GetAsync(site, next);
            names.AddRange(json.GetProperty("parties").GetProperty("items").EnumerateArray().Select(p => p.GetProperty("name").GetProperty("full").GetString()!));
            next = json.GetProperty("parties").TryGetProperty("next", out var address) ? address.GetString() : null;
        }

        Assert.Equal(3, pages);
        Assert.Equal(truth.Tables["parties"].Select(p => p["name"]), names);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(site, $"/json/notices/{truth.Id}?page=4")).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Json)> GetAsync(PracticeSite site, string address)
    {
        using var client = new HttpClient { BaseAddress = site.Address };
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative), Cancelled);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled)).RootElement);
    }
}
