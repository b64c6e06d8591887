using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rollcall.Ledger.Journals;

/// <summary>
/// Collects a journal's lines: JSON, then the seal, then a newline. Not thread safe: one writer has one.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    // People read journals: é and < stay as they are. Control characters, the newline among them, are escaped by every encoder.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _scratch = new(1024);
    private readonly Utf8JsonWriter _json;
    private byte[] _bytes = new byte[64 * 1024];

    public LineWriter() => _json = new Utf8JsonWriter(_scratch, Options);

    /// <summary>How long the lines are together, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The lines. Valid until the next is added.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Adds an event's line.</summary>
    public void Add(LineContent line) => Add(line, JournalJson.Default.LineContent);

    /// <summary>Adds a header's line.</summary>
    public void Add(JournalHeader header) => Add(
        new HeaderContent
        {
            Seq = header.Seq,
            Kind = HeaderContent.KindWord,
            SchemaVersion = JournalHeader.SchemaVersion,
            RunId = header.RunId,
            Registry = header.Identity.RegistryName,
            Partition = header.Identity.Partition,
            IdPattern = header.Identity.Registry.Pattern,
            Source = header.Identity.Registry.Source,
            Site = header.Identity.Registry.Site,
            DefinitionHash = header.DefinitionHash,
            DefinitionFile = header.Origin?.DefinitionFile,
            Values = Sorted(header.Origin?.Values),
            Mode = header.Origin?.Mode,
            BaseUrl = header.Origin?.BaseUrl,
            Settings = Sorted(header.Origin?.Settings),
            SettingsFile = header.Origin?.SettingsFile,
            Recollect = header.Origin is { Recollect: true } ? true : null,
            ProbeOnly = header.Origin is { ProbeOnly: true } ? true : null,
            RefreshOlderThan = header.Origin?.RefreshOlderThan,
            BatchId = header.BatchId,
            PreviousJournal = header.PreviousJournal,
            PreviousSeq = header.PreviousSeq,
            Timestamp = header.StartedAt.UtcDateTime,
        },
        JournalJson.Default.HeaderContent);

    private static SortedDictionary<string, string>? Sorted(IReadOnlyDictionary<string, string>? values) =>
        values is { Count: > 0 } ? new SortedDictionary<string, string>(values.ToDictionary(), StringComparer.Ordinal) : null;

    /// <summary>Forgets the lines.</summary>
    public void Clear() => Length = 0;

    public void Dispose() => _json.Dispose();

    private void Add<T>(T line, JsonTypeInfo<T> type)
    {
        _scratch.ResetWrittenCount();
        _json.Reset(_scratch);
        JsonSerializer.Serialize(_json, line, type);
        _json.Flush();
        var body = _scratch.WrittenSpan[..^1];
        var needed = Length + body.Length + LineSeal.Length + 1;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }

        body.CopyTo(_bytes.AsSpan(Length));
        LineSeal.Write(body, _bytes.AsSpan(Length + body.Length));
        Length = needed;
    }
}
