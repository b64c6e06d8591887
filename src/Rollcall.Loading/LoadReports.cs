using System.Text.Json;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Loads;
using Rollcall.Storage;

namespace Rollcall.Loading;

/// <summary>Reads the reports that loads left in an output folder.</summary>
public static class LoadReports
{
    /// <summary>
    /// The SQLite database that a load went into, or that the newest load went into; null when no report names one that is there. Reports
    /// do not say how to reach a server.
    /// </summary>
    public static DatabaseAddress? DatabaseOf(string outputDirectory, string load)
    {
        var file = load == LoadUndo.LastLoad ? Newest(outputDirectory) : LoadFiles.Report(outputDirectory, load);
        return file is not null && Read(file)?.Database is { } database && File.Exists(database) ? DatabaseAddress.Parse(database) : null;
    }

    /// <summary>A report; null when the file is none.</summary>
    public static LoadReport? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), LoadJson.Readable.LoadReport);
        }
        catch (Exception e) when (e is JsonException || StorageTroubles.Is(e))
        {
            return null;
        }
    }

    private static string? Newest(string outputDirectory) => Directory.Exists(outputDirectory)
        ? new DirectoryInfo(outputDirectory).EnumerateFiles("load-*.json").MaxBy(f => f.LastWriteTimeUtc)?.FullName
        : null;
}
