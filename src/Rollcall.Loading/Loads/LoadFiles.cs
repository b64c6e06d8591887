using System.Text;
using Rollcall.Storage;

namespace Rollcall.Loading.Loads;

/// <summary>The files that a load leaves in the output folder.</summary>
public static class LoadFiles
{
    /// <summary>The load's report.</summary>
    public static string Report(string outputDirectory, string loadId) => Path.Combine(outputDirectory, $"load-{loadId}.json");

    /// <summary>The records it set aside.</summary>
    public static string Quarantine(string outputDirectory, string loadId) => Path.Combine(outputDirectory, $"quarantine-{loadId}.ndjson");

    /// <summary>The folder of backups.</summary>
    public static string Backups(string outputDirectory) => Path.Combine(outputDirectory, "backups");

    internal static bool Exist(string outputDirectory, string loadId) =>
        File.Exists(Report(outputDirectory, loadId)) || File.Exists(Quarantine(outputDirectory, loadId));

    /// <summary>Writes a report, wholly or not at all.</summary>
    internal static void Write(string outputDirectory, LoadReport report)
    {
        var path = Report(outputDirectory, report.Load);
        try
        {
            Directory.CreateDirectory(outputDirectory);
            DurableFile.Replace(path, path + ".tmp", Encoding.UTF8.GetBytes(report.ToJson() + "\n"));
        }
        catch (Exception e) when (StorageTroubles.Is(e))
        {
            var trouble = StorageTroubles.Of(e);
            throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, path, e);
        }
    }
}
