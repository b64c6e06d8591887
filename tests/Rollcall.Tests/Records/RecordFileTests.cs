using System.Globalization;
using System.Text;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Records;

public sealed class RecordFileTests : IDisposable
{
    private readonly RecordsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_record_file_is_what_the_contract_says()
    {
        var record = new CollectedRecord(
            new RecordId(231, "IMM-231-25"),
            new RecordContent(
                [new("style", FieldValue.Of("Αίτηση \"x\" <b> & 'y' 😀")), new("pages", FieldValue.Of(12.50m)), new("office", FieldValue.Missing)],
                [new Table("docket", [[new("doc_id", FieldValue.Of("2")), new("date", FieldValue.Of("2025-11-01"))], [new("doc_id", FieldValue.Of("1")), new("date", FieldValue.Missing)]])]),
            new Uri("http://127.0.0.1:8765/court?q=IMM-231-25"),
            RecordsFolder.Noon);
        var path = await RecordsFolder.SaveAsync(_folder.Open(), record);
        Assert.Equal("json/2025/IMM-231-25-20251122.json", path);
        var expected = $$"""
            {
              "schema_version": 1,
              "registry": "court",
              "partition": "2025",
              "case_id": "IMM-231-25",
              "collected_at": "2025-11-22T12:00:00.123Z",
              "run_id": "run-1",
              "source_url": "http://127.0.0.1:8765/court?q=IMM-231-25",
              "content_sha256": "{{ContentHash.Of(record.Content)}}",
              "fields": {
                "style": "Αίτηση \"x\" <b> & 'y' \uD83D\uDE00",
                "pages": 12.50,
                "office": null
              },
              "tables": {
                "docket": [
                  {
                    "doc_id": "2",
                    "date": "2025-11-01"
                  },
                  {
                    "doc_id": "1",
                    "date": null
                  }
                ]
              }
            }

            """;
        Assert.Equal(expected, await File.ReadAllTextAsync(_folder.At(path), TestContext.Current.CancellationToken));
        Assert.Equal(record.Content.Fields, _folder.Read(path).Content.Fields);
    }

    [Fact]
    public async Task An_unavailable_record_says_why_and_has_no_fields()
    {
        foreach (var (kind, into, text) in new[] { (UnavailableKind.Withheld, null, "withheld"), (UnavailableKind.Deleted, null, "deleted"), (UnavailableKind.Merged, "IMM-9-25", "merged:IMM-9-25") })
        {
            var record = RecordsFolder.Record(text) with { Content = RecordContent.Empty, Unavailable = new Unavailability(kind, into) };
            var path = await RecordsFolder.SaveAsync(_folder.Open(), record);
            Assert.Contains($"\"unavailable\": \"{text}\"", await File.ReadAllTextAsync(_folder.At(path), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(record.Unavailable, _folder.Read(path).Unavailable);
            Assert.Empty(_folder.Read(path).Content.Fields);
        }
    }

    [Fact]
    public void Only_a_merged_record_names_another()
    {
        Assert.Throws<ArgumentException>(() => new Unavailability(UnavailableKind.Merged));
        Assert.Throws<ArgumentException>(() => new Unavailability(UnavailableKind.Deleted, "x"));
        Assert.False(Unavailability.TryParse("merged:", out _));
        Assert.False(Unavailability.TryParse("gone", out _));
        Assert.False(Unavailability.TryParse(null, out _));
    }

    [Fact]
    public async Task Any_text_a_site_sends_comes_back_with_its_hash()
    {
        var store = _folder.Open();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var fields = Enumerable.Range(0, 5).Select(f => new Field($"f{f} {Gibberish.Text(random)}", FieldValue.Of(Gibberish.Text(random))));
            var record = RecordsFolder.Record(i.ToString(CultureInfo.InvariantCulture)) with { Content = new RecordContent([.. fields], []) };
            var read = _folder.Read(await RecordsFolder.SaveAsync(store, record));
            Assert.Equal(WellFormed(record.Content.Fields[3].Value.Text!), read.Content.Fields[3].Value.Text);
        }
    }

    [Fact]
    public async Task Every_single_damaged_byte_of_the_content_and_every_cut_is_noticed()
    {
        var path = _folder.At(await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1")));
        var sound = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var original = ((RecordRead.Sound)RecordFile.Read(path)).Document;
        for (var length = 0; length < sound.Length - 2; length++)
        {
            await File.WriteAllBytesAsync(path, sound[..length], TestContext.Current.CancellationToken);
            Assert.IsType<RecordRead.Damaged>(RecordFile.Read(path));
        }

        for (var at = 0; at < sound.Length; at++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= 0x01;
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
            if (RecordFile.Read(path) is RecordRead.Sound { Document: var document })
            {
                Assert.Equal(original.Content.Fields, document.Content.Fields);
            }
        }
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "schema_version is missing")]
    [InlineData("""{"schema_version": 2}""", "schema_version 2 is not 1")]
    [InlineData("""{"schema_version": 1, "registry": 5}""", "registry is Number, expected String")]
    [InlineData("""{"schema_version": 1, "registry": "a", "registry": "b"}""", "registry")]
    [InlineData("""{"schema_version": 1, "registry": "\ud800"}""", "")]
    [InlineData("""{"schema_version": 1, "registry": "a", "partition": "b", "case_id": "c", "collected_at": "yesterday"}""", "collected_at 'yesterday'")]
    public void What_is_no_record_says_what_is_wrong_with_it(string text, string reason)
    {
        var path = _folder.At("x.json");
        File.WriteAllText(path, text);
        Assert.Contains(reason, Assert.IsType<RecordRead.Damaged>(RecordFile.Read(path)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_read_with_its_years_and_without_leftovers()
    {
        var store = _folder.Open();
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("2", at: RecordsFolder.Noon.AddYears(1)));
        await File.WriteAllTextAsync(_folder.At("json/2025/broken.json"), "{", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.At("json/2025/.rollcall-x.json"), "{", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.At("json/2025/notes.txt"), "", TestContext.Current.CancellationToken);
        var read = RecordFile.ReadFolder(_folder.At("json")).OrderBy(r => r.Path, StringComparer.Ordinal).ToList();
        Assert.Equal(["1-20251122.json", "broken.json", "2-20261122.json"], read.Select(r => Path.GetFileName(r.Path)));
        Assert.Equal([true, false, true], read.Select(r => r.Read is RecordRead.Sound));
    }

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
