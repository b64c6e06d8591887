using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;

namespace Rollcall.Loading.Sources;

/// <summary>
/// Reads CSV lines as JSON objects of texts: a cell's name comes from the first line, names with dots nest, an empty cell is null. A line
/// with the wrong number of cells costs that line only.
/// </summary>
internal static class CsvRecords
{
    public static IEnumerable<SourceRecord> Read(ByteWindow window, string name)
    {
        using var stream = new WindowStream(window);
        var broken = new Dictionary<long, CsvMalformedReason>();
        var options = new CsvReaderOptions
        {
            TrackLineNumbers = true,
            MaxRecordSize = ByteWindow.LongestRecord,
            // Recovered is not good enough: an open quote swallows the lines behind it.
            OnMalformedRecord = m => broken[m.RecordNumber] = m.Reason,
        };
        using var csv = CsvReader.Create(stream, options, leaveOpen: true);
        var buffer = new ArrayBufferWriter<byte>();
        CsvHeader? header = null;
        while (true)
        {
            SourceRecord? end = null;
            try
            {
                if (!csv.Read())
                {
                    yield break;
                }
            }
            catch (CsvFormatException e)
            {
                end = new SourceRecord(0, name, e.LineNumber, csv.RawRecord.ToArray())
                {
                    Unreadable = $"not CSV from here on ({e.Message}): nothing behind it was read",
                };
            }

            if (end is not null)
            {
                yield return end;
                yield break;
            }

            header ??= CsvHeader.Of(csv.Headers);
            // The reader counts the first line as a record, its row numbers do not.
            yield return broken.Remove(csv.RowNumber + 1, out var reason)
                ? Unreadable(csv, name, $"its quotes are broken ({reason})")
                : Convert(csv, header, name, buffer);
        }
    }

    private static SourceRecord Convert(CsvReader csv, CsvHeader header, string name, ArrayBufferWriter<byte> buffer)
    {
        if (csv.FieldCount != header.Cells)
        {
            return Unreadable(csv, name, $"{csv.FieldCount} cells under {header.Cells} names");
        }

        // The reader puts a replacement character for each wrong byte and goes on.
        if (!Utf8.IsValid(csv.RawRecord))
        {
            return Unreadable(csv, name, "not UTF-8: save the source as UTF-8");
        }

        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            header.Write(json, csv);
        }

        return new SourceRecord(0, name, csv.LineNumber, buffer.WrittenSpan.ToArray());
    }

    private static SourceRecord Unreadable(CsvReader csv, string name, string why) =>
        new(0, name, csv.LineNumber, csv.RawRecord.ToArray()) { Unreadable = why };
}
