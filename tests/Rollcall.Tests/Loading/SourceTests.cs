using System.Text.Json.Nodes;
using Rollcall.Loading;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;
using Rollcall.Loading.Sources;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>The same records in every form a source can have.</summary>
[Collection(Alone.Name)]
public sealed class SourceTests : IDisposable
{
    private const string Permits = """
        dataset: permits
        records:
          permit: { in: permits }
        tables:
          permits:
            from: permit
            columns:
              number: { type: text, required: true }
              holder: { type: text, from: holder.name }
              fee: number
              open: boolean
            primary_key: [number]
        """;

    private static readonly string[] Expected = ["A-1|Müller, \"Anna\"|12.5|1", "A-2|∅|∅|0", "A-3|two\nlines|3|∅"];

    private readonly TempFolder _folder = new();
    private readonly LoadBench _bench;

    public SourceTests() =>
        _bench = new LoadBench(TestDatabase.Sqlite(_folder.At("permits.db")), _folder, DatasetReader.Parse("permits.yaml", Permits.Replace("{ in: permits }", "{}", StringComparison.Ordinal)));

    [Theory]
    [InlineData(".ndjson")]
    [InlineData(".jsonl")]
    [InlineData(".txt")]
    public async Task One_object_a_line_with_blank_lines_between(string extension)
    {
        await LoadAsync(_bench.File("\uFEFF" + string.Join("\r\n\r\n", Records().Select(r => r.ToJsonString())), extension));

        AssertLoaded();
    }

    [Theory]
    [InlineData(".json")]
    [InlineData(".txt")]
    public async Task A_json_array(string extension)
    {
        await LoadAsync(_bench.File(new JsonArray([.. Records()]).ToJsonString(new() { WriteIndented = true }), extension));

        AssertLoaded();
    }

    [Fact]
    public async Task A_document_with_the_array_that_the_definition_names_and_others()
    {
        var bench = new LoadBench(_bench.Database, _folder, DatasetReader.Parse("permits.yaml", Permits));
        var document = new JsonObject
        {
            ["generated"] = "2025-11-22",
            ["offices"] = new JsonArray(new JsonObject { ["number"] = "not a permit" }),
            ["permits"] = new JsonArray([.. Records()]),
            ["meta"] = new JsonObject { ["permits"] = new JsonArray(1, 2) },
        };

        await bench.LoadFileAsync(bench.File(document.ToJsonString(), ".json"));

        AssertLoaded();
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Csv_with_quoted_cells_nested_names_and_any_separator(char separator)
    {
        string Line(params string[] cells) => string.Join(separator, cells.Select(c => c.AsSpan().IndexOfAny($"\"\n{separator}") >= 0 ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c)) + "\r\n";

        await LoadAsync(_bench.File(
            Line("number", "holder.name", "fee", "open") + Line("A-1", "Müller, \"Anna\"", "12.5", "true") + Line("A-2", "", "", "0") + Line("A-3", "two\nlines", "3", ""), ".csv"));

        AssertLoaded();
    }

    [Fact]
    public async Task A_csv_line_with_too_few_cells_costs_that_line_only()
    {
        var report = await _bench.LoadFileAsync(_bench.File("number,fee\nB-1,1\nB-2\nB-3,3\n", ".csv"));

        Assert.Equal(2, report.RecordsInserted);
        var refused = Assert.Single(Assert.Single(report.BatchErrors).Records);
        Assert.Equal(3, refused.Line);
        Assert.Contains("1 cells under 2 names", Assert.Single(refused.Reasons).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_costs_that_line_only_and_is_kept_as_it_was()
    {
        var report = await _bench.LoadFileAsync(_bench.File("{\"number\": \"B-1\"}\n{\"number\": \"B-2\nnot json\n{\"number\": \"B-3\"}\n"));

        Assert.Equal(2, report.RecordsInserted);
        Assert.Equal(["{\"number\": \"B-2", "not json"], LoadBench.Quarantine(report).Select(l => (string?)l["_text"]));
        Assert.All(Assert.Single(report.BatchErrors).Records, r => Assert.Equal(RefusalRule.Unreadable, Assert.Single(r.Reasons).Rule));
    }

    [Theory]
    [InlineData(".ndjson", "{\"number\": \"A-9\", \"holder\": {\"name\": \"M\u00FCller\"}}")]
    [InlineData(".csv", "A-9,M\u00FCller,1")]
    public async Task A_line_in_another_encoding_is_set_aside_and_never_loaded_with_wrong_letters(string extension, string line)
    {
        var path = _bench.File("", extension);
        var (first, last) = extension == ".csv" ? ("number,holder.name,fee\nA-1,Ann,1\n", "\nA-2,Bob,2") : ("{\"number\": \"A-1\"}\n", "\n{\"number\": \"A-2\"}");
        await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes(first + line + last), TestContext.Current.CancellationToken);

        var report = await _bench.LoadFileAsync(path);

        Assert.Equal(["A-1", "A-2"], _bench.Database.Query("select number from permits order by number"));
        Assert.Contains("not UTF-8", (string)Assert.Single(LoadBench.Quarantine(report))["_refused"]!["reasons"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"number\": \"A-9\", \"other\": \"\\ud800\"}")]
    [InlineData("{\"number\": \"A-9\", \"\\uDc00\": 1}")]
    public async Task Half_a_surrogate_pair_costs_its_record_only(string line)
    {
        var report = await _bench.LoadFileAsync(_bench.File("{\"number\": \"A-1\", \"holder\": {\"name\": \"\\ud83d\\ude00\"}}\n" + line + "\n{\"number\": \"A-2\"}"));

        Assert.Equal(["A-1|\U0001F600", "A-2|∅"], _bench.Database.Query("select number, holder from permits order by number"));
        Assert.Equal(line, (string)Assert.Single(LoadBench.Quarantine(report))["_text"]!);
    }

    [Theory]
    [InlineData(".ndjson")]
    [InlineData(".csv")]
    public async Task A_source_in_utf_16_is_refused_with_the_remedy(string extension)
    {
        var path = _bench.File("", extension);
        await File.WriteAllTextAsync(path, "number\n1", System.Text.Encoding.Unicode, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<RollcallException>(() => _bench.LoadFileAsync(path));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("iconv", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_whose_names_are_in_another_encoding_is_refused()
    {
        var path = _bench.File("", ".csv");
        await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes("number,Geb\u00FChr\nA-1,3\n"), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<RollcallException>(() => _bench.LoadFileAsync(path));

        Assert.Contains("not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_json_array_that_breaks_off_keeps_what_came_before_and_says_where()
    {
        var report = await _bench.LoadFileAsync(_bench.File("[{\"number\": \"B-1\"},\n{\"number\": \"B-2\"},\n{\"number\": \"B-3\"", ".json"));

        Assert.Equal(2, report.RecordsInserted);
        var refused = Assert.Single(Assert.Single(report.BatchErrors).Records);
        Assert.Equal(3, refused.Line);
        Assert.Contains("nothing behind it was read", Assert.Single(refused.Reasons).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceFormat.Ndjson)]
    [InlineData(SourceFormat.Json)]
    [InlineData(SourceFormat.Detect)]
    public async Task Standard_input(SourceFormat format)
    {
        var text = format == SourceFormat.Json ? new JsonArray([.. Records()]).ToJsonString() : string.Join('\n', Records().Select(r => r.ToJsonString()));

        await _bench.LoadFileAsync("-", LoadBench.Options with { Format = format }, text);

        AssertLoaded();
    }

    [Fact]
    public async Task A_folder_with_one_record_in_each_file()
    {
        foreach (var record in Records())
        {
            var path = _folder.At("records", (string)record["number"]! == "A-3" ? "2025" : "2024", $"{record["number"]}.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, record.ToJsonString(), TestContext.Current.CancellationToken);
        }

        await LoadAsync(_folder.At("records"));

        AssertLoaded();
    }

    [Fact]
    public async Task A_finished_run_gives_the_records_that_its_journal_says_it_saved()
    {
        using var account = new Account(_folder.At("run"));
        var run = await account.RunAsync(SomeLedger.Found(1), SomeLedger.Absent(2), SomeLedger.Found(3), SomeLedger.Stop(StopReason.Completed));
        foreach (var number in (int[])[1, 2, 3])
        {
            var path = _folder.At("run", "json", "2025", $"IMM-{number}-25-20251122.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, $$"""{"number": "IMM-{{number}}-25"}""", TestContext.Current.CancellationToken);
        }

        var report = await _bench.LoadFileAsync(account.Journal());

        Assert.Equal(["IMM-1-25", "IMM-3-25"], _bench.Database.Query("select number from permits order by number"));
        Assert.Equal("completed", report.StopReason);
        Assert.NotNull(run.RunId);
    }

    [Fact]
    public async Task A_run_that_has_not_finished_is_refused()
    {
        using var account = new Account(_folder.At("run"));
        await account.RunAsync(SomeLedger.Found(1));

        var error = await Assert.ThrowsAsync<RollcallException>(() => _bench.LoadFileAsync(account.Journal()));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("has not finished", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<RollcallException>(() => _bench.LoadFileAsync(_folder.At("nowhere.ndjson")));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("nowhere.ndjson", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_streamed_whatever_its_size()
    {
        const int Records = 60_000;
        var held = new List<long>();
        var progress = new Watch(state =>
        {
            if (state.Batches % 20 == 0)
            {
                held.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        });
        using var input = new EndlessPermits(Records);

        var report = await BatchLoader.RunAsync(
            _bench.Dataset,
            ["-"],
            _bench.Database.Address,
            LoadBench.Options with { OutputDirectory = _bench.Output, BatchSize = 500 },
            _bench.Around() with { StandardInput = input },
            progress,
            TestContext.Current.CancellationToken);

        Assert.Equal(Records, report.RecordsInserted);
        Assert.Equal(6, held.Count);
        // 60,000 records are 16 MB of text, and more as objects; two thirds of them come after the second look.
        Assert.True(held[^1] - held[1] < 4_000_000, string.Join(", ", held));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JsonObject> Records() =>
    [
        new JsonObject { ["number"] = "A-1", ["holder"] = new JsonObject { ["name"] = "Müller, \"Anna\"" }, ["fee"] = 12.5, ["open"] = true },
        new JsonObject { ["number"] = "A-2", ["fee"] = null, ["open"] = false },
        new JsonObject { ["number"] = "A-3", ["holder"] = new JsonObject { ["name"] = "two\nlines" }, ["fee"] = 3 },
    ];

    private async Task LoadAsync(string source)
    {
        var report = await _bench.LoadFileAsync(source);
        Assert.True(report.ExitCode == 0, report.ToJson());
    }

    private void AssertLoaded() => Assert.Equal(Expected, _bench.Database.Query("select number, holder, fee, open from permits order by number"));

    private sealed class Watch(Action<LoadState> look) : IProgress<LoadState>
    {
        public void Report(LoadState value) => look(value);
    }

    /// <summary>Permits made when they are read.</summary>
    private sealed class EndlessPermits(int count) : Stream
    {
        private byte[] _line = [];
        private int _at;
        private int _number;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int wanted)
        {
            if (_at == _line.Length)
            {
                if (_number == count)
                {
                    return 0;
                }

                _line = System.Text.Encoding.UTF8.GetBytes($$$"""{"number": "N-{{{++_number}}}", "holder": {"name": "{{{new string('x', 200)}}}"}}{{{"\n"}}}""");
                _at = 0;
            }

            var taken = Math.Min(wanted, _line.Length - _at);
            _line.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset));
            _at += taken;
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
