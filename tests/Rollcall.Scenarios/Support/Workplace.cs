using System.Text.Json;

namespace Rollcall.Scenarios.Support;

/// <summary>A folder of a test's own, gone when the test is. What lies in it is read here as a user's program would.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly bool _isOwn;

    public Workplace()
        : this(Directory.CreateTempSubdirectory("rollcall-scenario-").FullName) => _isOwn = true;

    /// <summary>A folder of somebody else, who removes it.</summary>
    public Workplace(string folder) => Folder = folder;

    public string Folder { get; }

    public string Output => Path.Combine(Folder, "output");

    /// <summary>The shipped definition of a site of that name.</summary>
    public static string Registry(string name) => Shipped($"registries/{name}.yaml");

    /// <summary>The shipped definition of a database of that name.</summary>
    public static string Dataset(string name) => Shipped($"datasets/{name}.yaml");

    /// <summary>A shipped script.</summary>
    public static string Script(string name) => Shipped($"scripts/{name}");

    /// <summary>Every record on disk.</summary>
    public IReadOnlyList<JsonElement> Records() => !Directory.Exists(Path.Combine(Output, "json"))
        ? []
        : [.. Directory.EnumerateFiles(Path.Combine(Output, "json"), "*.json", SearchOption.AllDirectories).Select(Read)];

    /// <summary>The newest report.</summary>
    public JsonElement Report() => Read(Directory.EnumerateFiles(Output, "report-*.json").Max()!);

    /// <summary>The lines of all journals, oldest first.</summary>
    public IReadOnlyList<JsonElement> Journal() =>
        [.. Directory.EnumerateFiles(Output, "audit_*.ndjson").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The ids with that outcome, by the journals.</summary>
    public IReadOnlyList<string> IdsWith(string outcome) =>
        [.. Journal().Where(e => e.GetProperty("kind").GetString() == "settle" && e.GetProperty("outcome").GetString() == outcome).Select(e => e.GetProperty("case_id").GetString()!)];

    /// <summary>The canaries that were asked, by the journals, each as often as it was.</summary>
    public IReadOnlyList<string> Canaries() =>
        [.. Journal().Where(e => e.GetProperty("kind").GetString() == "canary").Select(e => e.GetProperty("case_id").GetString()!)];

    /// <summary>Every file below the folder.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);

    public void Dispose()
    {
        if (_isOwn)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string Shipped(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rollcall.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no checkout above the tests");
        }

        return Path.Combine(folder.FullName, file);
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
}
