using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Sources;

/// <summary>
/// What a user named as sources, as one stream of records: files, folders of record files, finished runs, the standard input. Each record
/// is read when it is asked for. Not thread safe.
/// </summary>
internal sealed class RecordSources
{
    /// <summary>The word for the standard input.</summary>
    public const string StandardInput = "-";

    private readonly DatasetDefinition _dataset;
    private readonly IReadOnlyList<SourcePart> _parts;
    private readonly Stream _standardInput;
    private readonly SourceFormat _format;

    private RecordSources(DatasetDefinition dataset, IReadOnlyList<SourcePart> parts, Stream standardInput, SourceFormat format)
    {
        _dataset = dataset;
        _parts = parts;
        _standardInput = standardInput;
        _format = format;
        TotalBytes = parts.Sum(p => p.Bytes ?? 0) is var sum && parts.All(p => p.Bytes is not null) ? sum : null;
    }

    /// <summary>The sources as the user named them.</summary>
    public string Description => string.Join(' ', _parts.Select(p => p.Name).Distinct(StringComparer.Ordinal));

    /// <summary>Whether they can be read again from the start.</summary>
    public bool CanRestart => _parts.All(p => p.Name != StandardInput);

    /// <summary>Their size; null when it is not known before they end.</summary>
    public long? TotalBytes { get; }

    /// <summary>Looks at what was named, without reading it.</summary>
    /// <exception cref="RollcallException">Something is not there, or is a run that has not ended.</exception>
    public static RecordSources Find(
        DatasetDefinition dataset, IReadOnlyList<string> names, SourceFormat format, string outputDirectory, Stream standardInput)
    {
        if (names.Count(n => n == StandardInput) > 1)
        {
            throw new RollcallException(ExitCode.Usage, "The standard input is named twice.", "It can be read once.");
        }

        return new RecordSources(dataset, [.. names.Select(n => SourcePart.Find(n, outputDirectory))], standardInput, format);
    }

    /// <summary>The records, numbered from 1.</summary>
    public IEnumerable<SourceRecord> Read()
    {
        var number = 0L;
        foreach (var part in _parts)
        {
            foreach (var record in part.Read(_dataset, _format, _standardInput))
            {
                yield return record with { Number = ++number };
            }
        }
    }
}
