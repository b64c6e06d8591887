using System.Text;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Ledger.Journals;
using Rollcall.Reading;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class JournalFormatTests : IDisposable
{
    private readonly Account _account = new();

    public static TheoryData<LedgerEvent> EveryKind => new(
        new LedgerEvent.Attempted(
            Noon.AddTicks(1),
            new Rollcall.Ids.RecordId(7, "Ä \"7\"\n\u2028\u0001 <tag> 訴😀"),
            3,
            new AnswerNote(AnswerKind.Fault, "m", 503, FailureClass.Http5xx, "e") { Exception = "x", Notes = "n", HtmlPath = "html_failed/r/7.html" },
            TimeSpan.FromMilliseconds(1234.5),
            2) { Recovery = "retry in 4 s" },
        Found(1),
        Unavailable(2, UnavailableKind.Merged),
        Absent(3),
        Failed(4, FailureClass.WrongId),
        new LedgerEvent.CanaryAsked(Noon, Id(5), Truthful: false, Note(AnswerKind.Absent), 1),
        Seal("1-3,5"),
        Void("2"),
        new LedgerEvent.Reopened(Noon, "4", "retry of timeout"),
        new LedgerEvent.Probed(Noon, Id(6), Seen: null, 1),
        new LedgerEvent.Probed(Noon, Id(6), Seen: true, 1),
        new LedgerEvent.MarkFound(Noon, 5600, 0.998, 31),
        new LedgerEvent.Parked(Noon, On: true, "429 from the site"),
        new LedgerEvent.BrowserRestarted(Noon, LedgerEvent.BrowserRestarted.Lost),
        new LedgerEvent.Resumed(Noon, "d2", "process 12"),
        Stop(StopReason.SafeStopNoRecords));

    public void Dispose() => _account.Dispose();

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task Every_event_reads_back_as_it_was_written(LedgerEvent happened)
    {
        await _account.RunAsync(happened);

        var line = Assert.Single(JournalFile.Open(_account.Journal()).Lines());
        Assert.Equal(happened, Assert.IsType<JournalLine.Entry>(line).Event);
        Assert.DoesNotContain(_account.Log.Lines, l => l.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    [Fact]
    public async Task The_header_keeps_what_a_run_was_ordered_with()
    {
        var origin = new RunOrigin("/srv/court.yaml", new Dictionary<string, string> { ["yyyy"] = "2025", ["yy"] = "25" }, "http", "http://127.0.0.1:8765/")
        {
            Settings = new Dictionary<string, string> { ["delay_min"] = "5s", ["concurrency"] = "1" },
            SettingsFile = "/srv/rollcall.yaml",
            Recollect = true,
            ProbeOnly = true,
            RefreshOlderThan = "30d",
        };
        await using (await _account.OpenAsync(Request(_account.Folder) with { Origin = origin }))
        {
        }

        Assert.Contains(
            ""","definition_file":"/srv/court.yaml","values":{"yy":"25","yyyy":"2025"},"mode":"http","base_url":"http://127.0.0.1:8765/","settings":{"concurrency":"1","delay_min":"5s"},"settings_file":"/srv/rollcall.yaml","recollect":true,"probe_only":true,"refresh_older_than":"30d","previous_seq":0""",
            (await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken))[0],
            StringComparison.Ordinal);
        var read = JournalFile.Open(_account.Journal()).Header.Origin!;
        Assert.Equal((origin.DefinitionFile, origin.Mode, origin.BaseUrl), (read.DefinitionFile, read.Mode, read.BaseUrl));
        Assert.Equal((origin.SettingsFile, origin.Recollect, origin.ProbeOnly, origin.RefreshOlderThan), (read.SettingsFile, read.Recollect, read.ProbeOnly, read.RefreshOlderThan));
        Assert.Equal(origin.Settings.OrderBy(v => v.Key), read.Settings.OrderBy(v => v.Key));
        Assert.Equal(origin.Values.OrderBy(v => v.Key), read.Values.OrderBy(v => v.Key));
    }

    [Fact]
    public async Task A_header_of_an_earlier_version_says_nothing_of_settings()
    {
        await using (await _account.OpenAsync(Request(_account.Folder) with { Origin = new RunOrigin("/srv/court.yaml", new Dictionary<string, string>(), null, null) }))
        {
        }

        Assert.Contains(""","definition_file":"/srv/court.yaml","previous_seq":0""", (await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken))[0], StringComparison.Ordinal);
        var read = JournalFile.Open(_account.Journal()).Header.Origin!;
        Assert.Empty(read.Settings);
        Assert.Equal((null, false, false, null), (read.SettingsFile, read.Recollect, read.ProbeOnly, read.RefreshOlderThan));
    }

    [Fact]
    public async Task The_header_and_the_lines_are_flat_json_in_a_stable_order()
    {
        await _account.RunAsync(Attempt(231, FailureClass.Timeout), Found(231));

        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                """{"seq":1,"kind":"run","schema_version":1,"run_id":"20251122T120000Z-court-25","registry":"court","partition":"25","id_pattern":"IMM-{number}-{yy}","source":"range","site":"https://court.example/","definition_hash":"d1","previous_seq":0,"timestamp":"2025-11-22T12:00:00Z",""",
                """{"seq":2,"kind":"attempt","run_id":"20251122T120000Z-court-25","case_id":"IMM-231-25","ordinal":231,"attempt":1,"answer":"fault","error_class":"timeout","error":"Timeout of the site","requests":1,"timestamp":"2025-11-22T12:00:00Z","duration_ms":12.5,""",
                $$"""{"seq":3,"kind":"settle","run_id":"20251122T120000Z-court-25","case_id":"IMM-231-25","ordinal":231,"attempt":1,"answer":"found","outcome":"success","status_code":200,"timestamp":"2025-11-22T12:00:00Z","saved_path":"json/2025/IMM-231-25-20251122.json","content_sha256":"{{new string('a', 64)}}",""",
            ],
            lines.Select(l => l[..(l.LastIndexOf(",\"crc\":", StringComparison.Ordinal) + 1)]));
        Assert.All(lines, l => Assert.Matches("^[0-9a-f]{8}$", JsonDocument.Parse(l).RootElement.GetProperty("crc").GetString()));
    }

    [Fact]
    public void The_check_is_the_one_that_other_programs_compute()
    {
        // The check value of CRC-32C (RFC 3720, B.4: "123456789" is the customary one).
        Assert.Equal(0xE3069283u, LineSeal.Crc("123456789"u8));
        Assert.Equal(0u, LineSeal.Crc(""u8));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_from_a_site_does_not_stop_the_account()
    {
        await _account.RunAsync(new LedgerEvent.Stopped(Noon, StopReason.Blocked, "a\uD800b"));

        var line = Assert.IsType<JournalLine.Entry>(Assert.Single(JournalFile.Open(_account.Journal()).Lines()));
        Assert.Equal("a\uFFFDb", ((LedgerEvent.Stopped)line.Event).Detail);
    }

    [Fact]
    public async Task A_text_without_bound_is_cut()
    {
        await _account.RunAsync(new LedgerEvent.Stopped(Noon, StopReason.Blocked, new string('x', 1_000_000)));

        Assert.InRange(new FileInfo(_account.Journal()).Length, 8_000, 10_000);
    }

    [Fact]
    public async Task A_journal_of_a_later_version_is_refused_with_the_remedy()
    {
        await _account.RunAsync(Found(1));
        await RaiseVersionAsync(_account.Journal());

        var refusal = await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync());

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("version of Rollcall", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_can_be_read_while_it_is_written()
    {
        await using var ledger = await _account.OpenAsync();
        var journal = JournalFile.Open(ledger.JournalPath);
        Assert.Empty(journal.Lines());

        await ledger.AppendAsync(Found(1), Found(2));
        Assert.Equal(2, journal.Lines().Count());

        using (var lines = journal.Lines().GetEnumerator())
        {
            Assert.True(lines.MoveNext());
            await ledger.AppendAsync(Found(3));
        }

        Assert.Equal(3, journal.Lines().Count());
    }

    /// <summary>Makes a journal's header one of a later version, soundly sealed.</summary>
    internal static async Task RaiseVersionAsync(string path)
    {
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var body = text[..text.IndexOf(",\"crc\":", StringComparison.Ordinal)].Replace("\"schema_version\":1", "\"schema_version\":2", StringComparison.Ordinal);
        var seal = LineSeal.Crc(Encoding.UTF8.GetBytes(body)).ToString("x8");
        await File.WriteAllTextAsync(path, $"{body},\"crc\":\"{seal}\"}}\n", TestContext.Current.CancellationToken);
    }
}
