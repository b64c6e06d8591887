using System.Globalization;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Records.Pages;
using Rollcall.Registries;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Records.Pages;

public sealed class RawPageStoreTests : IDisposable
{
    private static readonly Occasion Unrecognised = new Occasion.Failed(FailureClass.Unrecognised, "nothing known is on the page");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_kept_comes_back_as_the_engine_saw_it()
    {
        var ask = Page("<p>the list</p>");
        var page = Page("\uFEFF<meta charset=iso-8859-1><p>é 訴 😀 \r\n</p>") with
        {
            FinalUrl = new Uri("http://127.0.0.1/b?x=%20y"),
            Redirects = [new Uri("http://127.0.0.1/a")],
            Status = 503,
            Headers = [new("Content-Type", "text/html"), new("Via", "a"), new("Via", "b")],
            ContentType = "text/html",
            Mode = FetchMode.Browser,
            Freshness = Freshness.ReplacedNodes,
            Requests = 3,
            RetryAfter = TimeSpan.FromSeconds(2.5),
            Screenshot = new byte[] { 1, 2, 3 },
            Complaints = ["404 on /favicon.ico"],
        };
        var capture = new Capture(new RecordId(231, "IMM-231/25"), 2, RecordsFolder.Noon, page) { AskPage = ask };
        var path = await KeptAsync(Open(), capture, Unrecognised);
        Assert.Equal("html_failed/run-1/IMM-231-25.html", path);
        Assert.Equal(
            ["IMM-231-25.html", "IMM-231-25.json", "IMM-231-25.png", "IMM-231-25~ask.html"],
            _folder.Files().Select(Path.GetFileName));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(_folder.At("html_failed/run-1/IMM-231-25.png"), TestContext.Current.CancellationToken));

        var read = Assert.IsType<KeptRead.Sound>(KeptPages.Read(_folder.At(path)));
        Assert.Equal(("run-1", "court", "2025", Unrecognised), (read.RunId, read.Registry, read.Partition, read.Occasion));
        Assert.Equal((capture.Id, 2, RecordsFolder.Noon), (read.Capture.Id, read.Capture.Attempt, read.Capture.At));
        AssertSame(page with { Screenshot = default }, read.Capture.Page);
        AssertSame(ask, read.Capture.AskPage!);
    }

    [Fact]
    public async Task A_second_failure_of_an_id_and_ids_that_sanitise_alike_stand_side_by_side()
    {
        var store = Open();
        string[] ids = ["a/b", "a/b", "a:b", "a-b", "a-b~ask"];
        foreach (var id in ids)
        {
            await KeptAsync(store, Capture(id, id) with { AskPage = Page("ask " + id) }, Unrecognised);
        }

        var kept = KeptPages.ReadRun(_folder.Path, "run-1", "html_failed").Select(r => Assert.IsType<KeptRead.Sound>(r.Read).Capture).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), kept.Select(c => c.Id.Text).Order(StringComparer.Ordinal));
        Assert.All(kept, c => Assert.Equal((c.Id.Text, "ask " + c.Id.Text), (c.Page.Body, c.AskPage!.Body)));
    }

    [Fact]
    public async Task A_list_of_pages_is_kept_whole_and_comes_back_with_why_it_is_not()
    {
        var store = Open();
        var page = Some.Page("one") with { More = [Some.Page("two"), Some.Page("three", 500)], Incomplete = "the list goes on" };
        var ask = Some.Page("ask one") with { More = [Some.Page("ask two")] };

        await KeptAsync(store, Capture("7", "x") with { Page = page, AskPage = ask }, Unrecognised);

        var (path, read) = Assert.Single(KeptPages.ReadRun(_folder.Path, "run-1", "html_failed"));
        var capture = Assert.IsType<KeptRead.Sound>(read).Capture;
        Assert.Equal(["one", "two", "three"], Bodies(capture.Page));
        Assert.Equal("the list goes on", capture.Page.Incomplete);
        Assert.Equal([200, 500], capture.Page.More.Select(p => p.Status));
        Assert.Equal(["ask one", "ask two"], Bodies(capture.AskPage!));
        File.AppendAllText(_folder.At(path.Replace(".html", "~3.html", StringComparison.Ordinal)), "!");
        Assert.IsType<KeptRead.Damaged>(KeptPages.ReadRun(_folder.Path, "run-1", "html_failed").Single().Read);

        static string[] Bodies(Page of) => [of.Body, .. of.More.Select(p => p.Body)];
    }

    [Fact]
    public async Task Of_one_class_no_more_are_kept_than_the_bound_across_restarts_and_workers()
    {
        var store = Open(perClass: 5);
        await Parallel.ForAsync(0, 40, TestContext.Current.CancellationToken, async (i, _) => await store.KeepAsync(Capture($"{i}", $"{i}"), Unrecognised));
        Assert.Equal(5, Htmls("html_failed"));
        var wrongId = new Occasion.Failed(FailureClass.WrongId, "names another");
        await KeptAsync(store, Capture("50", "x"), wrongId);

        var resumed = Open(perClass: 5);
        Assert.IsType<KeepResult.NotWanted>(await resumed.KeepAsync(Capture("60", "x"), Unrecognised));
        await KeptAsync(resumed, Capture("61", "x"), wrongId);
        Assert.Equal(7, Htmls("html_failed"));
    }

    [Fact]
    public async Task Absences_that_differ_only_in_the_id_are_kept_once_also_after_a_restart()
    {
        var absent = new Occasion.Absent("No such record");
        var store = Open();
        var first = await KeptAsync(store, Capture(1, "IMM-1-25", "No such record: IMM-1-25 (no. 0001 of 2021)"), absent);
        Assert.Equal(first, await KeptAsync(store, Capture(2, "IMM-2-25", "No such record: IMM-2-25 (no. 0002 of 2021)"), absent));
        Assert.Equal(first, await KeptAsync(Open(), Capture(3, "IMM-3-25", "No such record: IMM-3-25 (no. 0003 of 2021)"), absent));
        Assert.NotEqual(first, await KeptAsync(store, Capture(4, "IMM-4-25", "Sorry, no IMM-4-25"), absent));
        Assert.Equal(2, Htmls("html_absent"));
        Assert.Equal(absent, Assert.IsType<KeptRead.Sound>(KeptPages.Read(_folder.At(first))).Occasion);
    }

    [Fact]
    public async Task Absences_that_are_never_alike_are_bounded_too()
    {
        var store = Open(perClass: 3);
        for (var i = 0; i < 10; i++)
        {
            await store.KeepAsync(Capture($"{i}", $"nonce-{i * 7919}x"), new Occasion.Absent("none"));
        }

        Assert.Equal(3, Htmls("html_absent"));
    }

    [Fact]
    public async Task Wanted_pages_are_kept_without_bound()
    {
        var store = Open(perClass: 1);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"html/run-1/{i}.html", await KeptAsync(store, Capture($"{i}", "same"), new Occasion.Wanted()));
        }
    }

    [Fact]
    public async Task Secrets_and_sessions_reach_no_file()
    {
        const string Secret = "s3cr&t/w0rd";
        var page = Page("you are s3cr&amp;t/w0rd") with
        {
            RequestedUrl = new Uri("http://user:pw@127.0.0.1/?key=" + Uri.EscapeDataString(Secret)),
            FinalUrl = new Uri($"http://127.0.0.1/{Uri.EscapeDataString(Secret)}/x"),
            Redirects = [new Uri("http://127.0.0.1/?k=s3cr%26t%2fw0rd")],
            Headers = [new("set-cookie", "session=abcdef; Path=/"), new("AUTHORIZATION", "Basic eHg6eXk="), new("X-Echo", Secret), new("Server", "x")],
            Complaints = ["failed: " + Secret],
        };
        var path = await KeptAsync(
            Open(secret: Secret),
            new Capture(new RecordId(1, "1"), 1, RecordsFolder.Noon, page) { AskPage = page },
            new Occasion.Failed(FailureClass.WrongId, "the page names " + Secret));
        var everything = string.Concat(_folder.Files().Select(f => File.ReadAllText(_folder.At(f))));
        foreach (var trace in new[] { "s3cr", "w0rd", "abcdef", "eHg6", "user", "pw@" })
        {
            Assert.DoesNotContain(trace, everything, StringComparison.Ordinal);
        }

        var read = Assert.IsType<KeptRead.Sound>(KeptPages.Read(_folder.At(path)));
        Assert.Equal("you are ***", read.Capture.Page.Body);
        Assert.Equal("http://127.0.0.1/?key=***", read.Capture.Page.RequestedUrl.AbsoluteUri);
        Assert.Equal("***", read.Capture.Page.Header("Set-Cookie"));
        Assert.Equal("x", read.Capture.Page.Header("Server"));
    }

    [Fact]
    public async Task A_page_that_was_cut_off_or_lost_its_sidecar_is_damaged()
    {
        var path = _folder.At(await KeptAsync(Open(), Capture("1", "a longer body"), Unrecognised));
        await File.WriteAllTextAsync(path, "a long", TestContext.Current.CancellationToken);
        Assert.Contains("its sidecar says", Assert.IsType<KeptRead.Damaged>(KeptPages.Read(path)).Reason, StringComparison.Ordinal);
        File.Delete(Path.ChangeExtension(path, ".json"));
        Assert.IsType<KeptRead.Damaged>(KeptPages.Read(path));
        Assert.IsType<KeptRead.Damaged>(Assert.Single(KeptPages.ReadRun(_folder.Path, "run-1", "html_failed")).Read);
    }

    [Theory]
    [InlineData("\"file\": \"1.html\"", "\"file\": \"../1.html\"", "same folder")]
    [InlineData("\"schema_version\": 1", "\"schema_version\": 9", "schema_version 9")]
    [InlineData("\"failure_class\": \"unrecognised\"", "\"failure_class\": \"boredom\"", "boredom")]
    [InlineData("\"mode\": \"http\"", "\"mode\": \"pigeon\"", "pigeon")]
    [InlineData("\"status\": 200,", "", "status")]
    public async Task A_sidecar_that_was_tampered_with_is_damaged(string part, string instead, string reason)
    {
        var path = _folder.At(await KeptAsync(Open(), Capture("1", "x"), Unrecognised));
        var sidecar = Path.ChangeExtension(path, ".json");
        var text = await File.ReadAllTextAsync(sidecar, TestContext.Current.CancellationToken);
        Assert.Contains(part, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(sidecar, text.Replace(part, instead, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains(reason, Assert.IsType<KeptRead.Damaged>(KeptPages.Read(path)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_id_and_no_run_leaves_the_folder()
    {
        var store = RawPageStore.Open(Options() with { RunId = "../../run", EvidencePerClass = 1000 });
        var random = new Random(99);
        for (var i = 0; i < 300; i++)
        {
            await store.KeepAsync(Capture(Gibberish.Text(random) + "x", "body"), Unrecognised);
        }

        Assert.All(_folder.Files(), f => Assert.StartsWith("html_failed/run/", f, StringComparison.Ordinal));
        Assert.True(_folder.Files().Count > 500);
    }

    [Fact]
    public async Task A_dry_run_keeps_nothing()
    {
        var store = RawPageStore.Open(Options() with { DryRun = true });
        Assert.IsType<KeepResult.NotWanted>(await store.KeepAsync(Capture("1", "x"), Unrecognised));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_disk_without_room_refuses_the_page_and_nothing_remembers_it_as_kept()
    {
        using var disk = new SmallDisk(kilobytes: 256);
        var store = RawPageStore.Open(Options() with { OutputFolder = disk.Path, EvidencePerClass = 1 });
        var ballast = disk.Fill();
        var refused = Assert.IsType<KeepResult.Refused>(await store.KeepAsync(Capture("1", "x"), Unrecognised));
        Assert.Contains("No space left", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<KeepResult.Refused>(await store.KeepAsync(Capture("1", "x"), new Occasion.Absent("none")));
        File.Delete(ballast);
        await KeptAsync(store, Capture("1", "x"), Unrecognised);
        await KeptAsync(store, Capture("2", "x"), new Occasion.Absent("none"));
    }

    [Fact]
    public async Task Leftovers_of_a_killed_process_are_cleared_at_the_start()
    {
        await KeptAsync(Open(), Capture("1", "x"), Unrecognised);
        var before = _folder.Files();
        using var leftover = new Rollcall.Records.TemporaryNames("court", "2025").Lend();
        await File.WriteAllTextAsync(_folder.At("html_failed/run-1/" + leftover.Name), "half", TestContext.Current.CancellationToken);
        Open();
        Assert.Equal(before, _folder.Files());
    }

    private static Page Page(string body) => new()
    {
        RequestedUrl = new Uri("http://127.0.0.1/a"),
        FinalUrl = new Uri("http://127.0.0.1/a"),
        Status = 200,
        Body = body,
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
    };

    private static Capture Capture(string id, string body) => Capture(1, id, body);

    private static Capture Capture(long ordinal, string id, string body) => new(new RecordId(ordinal, id), 1, RecordsFolder.Noon, Page(body));

    private static async Task<string> KeptAsync(RawPageStore store, Capture capture, Occasion occasion) =>
        Assert.IsType<KeepResult.Kept>(await store.KeepAsync(capture, occasion)).Path;

    private static void AssertSame(Page expected, Page actual)
    {
        Assert.Equal(expected.Redirects, actual.Redirects);
        Assert.Equal(expected.Headers, actual.Headers);
        Assert.Equal(expected.Complaints, actual.Complaints);
        Assert.Equal(expected, actual with { Redirects = expected.Redirects, Headers = expected.Headers, Complaints = expected.Complaints });
    }

    private int Htmls(string folder) => Directory.EnumerateFiles(_folder.At(folder, "run-1"), "*.html").Count();

    private RawPageOptions Options() => new() { OutputFolder = _folder.Path, Registry = "court", Partition = "2025", RunId = "run-1" };

    private RawPageStore Open(int perClass = 200, string? secret = null) =>
        RawPageStore.Open(Options() with { EvidencePerClass = perClass, Secrets = new SecretMask(secret is null ? [] : [secret]) });
}
