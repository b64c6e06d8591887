using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Sources;

/// <summary>Reads records in whatever form they are written.</summary>
internal static class FormatReader
{
    private static readonly byte[] Space = " \t\r\n"u8.ToArray();

    /// <param name="name">What messages call the stream; its extension tells the format unless one is given.</param>
    public static IEnumerable<SourceRecord> Read(Stream stream, string name, SourceFormat format, DatasetDefinition dataset)
    {
        var window = new ByteWindow(stream);
        window.SkipByteOrderMark();
        if (window.Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new RollcallException(ExitCode.Usage, $"{name} is UTF-16.", $"Convert it to UTF-8: iconv -f utf-16 -t utf-8 {name}");
        }

        var collections = dataset.Kinds.Select(k => k.In).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (format == SourceFormat.Detect)
        {
            format = ByExtension(name) ?? ByFirstCharacter(window, collections);
        }

        return format switch
        {
            SourceFormat.Ndjson => NdjsonReader.Read(window, name),
            SourceFormat.Csv => CsvRecords.Read(window, name),
            _ => JsonSplitter.Read(window, name, collections),
        };
    }

    private static SourceFormat? ByExtension(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".NDJSON" or ".JSONL" => SourceFormat.Ndjson,
        ".JSON" => SourceFormat.Json,
        ".CSV" or ".TSV" => SourceFormat.Csv,
        _ => null,
    };

    private static SourceFormat ByFirstCharacter(ByteWindow window, HashSet<string> collections)
    {
        var at = 0;
        while (true)
        {
            var text = window.Span[at..];
            var place = text.IndexOfAnyExcept(Space);
            if (place >= 0)
            {
                return text[place] switch
                {
                    (byte)'[' => SourceFormat.Json,
                    // An object may be a document with arrays of records, or the first of many lines.
                    (byte)'{' => collections.Count > 0 ? SourceFormat.Json : SourceFormat.Ndjson,
                    _ => SourceFormat.Csv,
                };
            }

            at = window.Span.Length;
            if (!window.Fill())
            {
                return SourceFormat.Ndjson;
            }
        }
    }
}
