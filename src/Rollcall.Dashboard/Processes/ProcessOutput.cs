using System.Text;
using System.Text.Json;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Processes;

/// <summary>What a started process wrote: one JSON document on stdout at its end, what went wrong on stderr. Immutable.</summary>
/// <param name="ExitCode">The exit code that the document names; null when there is none.</param>
/// <param name="StopReason">The stop reason that it names; null when there is none, and for several runs.</param>
/// <param name="RunIds">The runs that it is about.</param>
internal sealed record ProcessOutput(int? ExitCode, string? StopReason, IReadOnlyList<string> RunIds)
{
    /// <summary>The most lines of stderr that are shown.</summary>
    public const int MostLines = 20;

    private const int TailBytes = 16 * 1024;

    private static readonly ProcessOutput None = new(null, null, []);

    /// <summary>Reads the document; what is none, or not whole, says nothing.</summary>
    public static ProcessOutput Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : None;
        }
        catch (Exception ex) when (ex is JsonException || StorageTroubles.Is(ex))
        {
            return None;
        }
    }

    /// <summary>The last lines of stderr.</summary>
    public static IReadOnlyList<string> Tail(string path)
    {
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cut = file.Length > TailBytes;
            file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Skip(cut ? 1 : 0).TakeLast(MostLines).ToArray();
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return [];
        }
    }

    private static ProcessOutput Of(JsonElement document) => new(
        document.TryGetProperty("exit_code", out var code) && code.TryGetInt32(out var number) ? number : null,
        Text(document, "stop_reason"),
        document.TryGetProperty("runs", out var runs) && runs.ValueKind == JsonValueKind.Array
            ? [.. runs.EnumerateArray().Select(r => r.TryGetProperty("report", out var report) ? Text(report, "run_id") : null).OfType<string>()]
            : Text(document, "run_id") is { } one ? [one] : []);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
