using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Sources;

/// <summary>One of the sources a user named. A closed set.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Bytes">Its size; null when unknown.</param>
internal abstract record SourcePart(string Name, long? Bytes)
{
    /// <summary>Its records; their numbers are given by others.</summary>
    public abstract IEnumerable<SourceRecord> Read(DatasetDefinition dataset, SourceFormat format, Stream standardInput);

    /// <summary>Finds what a name means.</summary>
    public static SourcePart Find(string name, string outputDirectory)
    {
        if (name == RecordSources.StandardInput)
        {
            return new Input(name);
        }

        if (Directory.Exists(name))
        {
            return new Folder(name, RecordFolder.Of(name));
        }

        if (RunJournal.Find(name, outputDirectory) is { } journal)
        {
            return new Run(name, journal);
        }

        return File.Exists(name)
            ? new OneFile(name, new FileInfo(name).Length)
            : throw new RollcallException(
                ExitCode.Usage,
                $"There is no source {name}.",
                "Name a file (NDJSON, JSON, CSV), a folder of records, a finished run, or - for the standard input.");
    }

    /// <summary>A file of records.</summary>
    public sealed record OneFile(string Name, long? Bytes) : SourcePart(Name, Bytes)
    {
        public override IEnumerable<SourceRecord> Read(DatasetDefinition dataset, SourceFormat format, Stream standardInput)
        {
            using var stream = Open(Name);
            foreach (var record in FormatReader.Read(stream, Name, format, dataset))
            {
                yield return record;
            }
        }
    }

    /// <summary>The standard input.</summary>
    public sealed record Input(string Name) : SourcePart(Name, Bytes: null)
    {
        public override IEnumerable<SourceRecord> Read(DatasetDefinition dataset, SourceFormat format, Stream standardInput) =>
            FormatReader.Read(standardInput, "standard input", format, dataset);
    }

    /// <summary>A folder with one record in each file.</summary>
    public sealed record Folder(string Name, string Path) : SourcePart(Name, Bytes: null)
    {
        public override IEnumerable<SourceRecord> Read(DatasetDefinition dataset, SourceFormat format, Stream standardInput) =>
            RecordFolder.Read(Path);
    }

    /// <summary>A finished run: the records its journal says it saved.</summary>
    public sealed record Run(string Name, RunJournal Journal) : SourcePart(Name, Bytes: null)
    {
        public override IEnumerable<SourceRecord> Read(DatasetDefinition dataset, SourceFormat format, Stream standardInput) => Journal.Read();
    }

    /// <summary>Opens a file to read it once from start to end.</summary>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RollcallException(ExitCode.Usage, $"{path} cannot be read: {e.Message}", "Check the file and its permissions.", e);
        }
    }
}
