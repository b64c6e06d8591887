using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Mapping;
using Rollcall.Storage;

namespace Rollcall.Loading.Accounts;

/// <summary>
/// The file of refused records: one JSON object a line, the record as it came with its reasons in <c>_refused</c> in front. A line can be
/// mended in place and loaded again as it is. Written before its batch commits; what a batch that never committed left behind is cut off
/// when the load goes on. Not thread safe.
/// </summary>
internal sealed class Quarantine : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly string _loadId;
    private FileStream? _file;

    private Quarantine(string path, string loadId)
    {
        Path = path;
        _loadId = loadId;
    }

    /// <summary>Where it lies, once there is something in it.</summary>
    public string Path { get; }

    /// <summary>Its length.</summary>
    public long Length { get; private set; }

    /// <summary>Takes up the file of a load where the last committed batch left it.</summary>
    public static Quarantine Open(string path, string loadId, long length)
    {
        var there = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (there > length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(length);
            file.Flush(flushToDisk: true);
        }

        // Shorter only when somebody took lines, or the file, away: what comes is written behind what is left.
        return new Quarantine(path, loadId) { Length = Math.Min(there, length) };
    }

    /// <summary>Appends records and flushes them to disk.</summary>
    public void Append(long batch, IReadOnlyList<(MappedRecord Record, IReadOnlyList<Reason> Reasons)> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }

        _buffer.ResetWrittenCount();
        foreach (var (record, reasons) in refused)
        {
            Write(batch, record, reasons);
        }

        try
        {
            _file ??= OpenFile();
            _file.Position = Length;
            _file.Write(_buffer.WrittenSpan);
            _file.Flush(flushToDisk: true);
            Length = _file.Position;
        }
        catch (Exception e) when (StorageTroubles.Is(e))
        {
            var trouble = StorageTroubles.Of(e);
            throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, Path, e);
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream OpenFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
    }

    private void Write(long batch, MappedRecord record, IReadOnlyList<Reason> reasons)
    {
        using (var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WritePropertyName(RecordMapper.RefusedField);
            var source = record.Source;
            JsonSerializer.Serialize(
                json,
                new RefusedNote(_loadId, batch, source.Number, source.Source, source.Line, source.In, record.KeyText, KeysOf(record), reasons),
                LoadJson.Plain.RefusedNote);
            WriteRecord(json, record);
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }

    private static IReadOnlyList<RefusedKey>? KeysOf(MappedRecord record) =>
        record.Main is null ? null : [.. RefusedKeys.KeysOf(record).Select(k => new RefusedKey(record.Main.Table.Name, k.Key, k.Value))];

    private static void WriteRecord(Utf8JsonWriter json, MappedRecord record)
    {
        if (JsonText.FaultOf(record.Source.Utf8.Span) is not null)
        {
            WriteAsText(json, record);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(record.Source.Utf8);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in document.RootElement.EnumerateObject().Where(p => !p.NameEquals(RecordMapper.RefusedField)))
                {
                    property.WriteTo(json);
                }

                return;
            }
        }
        catch (JsonException)
        {
            // It is set aside for that very reason: kept as text.
        }

        WriteAsText(json, record);
    }

    private static void WriteAsText(Utf8JsonWriter json, MappedRecord record) =>
        json.WriteString(RecordMapper.TextField, System.Text.Encoding.UTF8.GetString(record.Source.Utf8.Span));
}

/// <summary>Why a record is in quarantine: the field <c>_refused</c> of its line.</summary>
/// <param name="Load">The load that refused it.</param>
/// <param name="Batch">The batch it was in.</param>
/// <param name="Record">Its place among the records of the load.</param>
/// <param name="Source">The file it came from.</param>
/// <param name="Line">The line it began on.</param>
/// <param name="In">The array of the JSON document that held it.</param>
/// <param name="Key">Its key, for a person.</param>
/// <param name="Keys">The unique keys it would have brought.</param>
/// <param name="Reasons">Every reason.</param>
public sealed record RefusedNote(
    string Load, long Batch, long Record, string Source, long Line, string? In, string? Key, IReadOnlyList<RefusedKey>? Keys, IReadOnlyList<Reason> Reasons);

/// <summary>A unique key that a refused record would have brought.</summary>
public sealed record RefusedKey(string Table, string Columns, string Value);
