using System.Text;
using System.Text.Json;
using Rollcall.Ids;
using Rollcall.Storage;

namespace Rollcall.Planning;

/// <summary>
/// Gives the ids of a list their ordinals, for ever: a file that is only appended to, one JSON object a line. An id that vanishes from the list keeps its
/// ordinal, so that every later run accounts for the same id under the same number. Not thread safe: it is used before a sweep starts.
/// </summary>
public sealed class Roster
{
    private readonly Dictionary<string, long> _ordinals = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly string _path;

    private Roster(string path) => _path = path;

    /// <summary>How many ids have an ordinal; ordinals run from 1 to this.</summary>
    public long Count => _texts.Count;

    /// <summary>The id at that place; null when there is none.</summary>
    public RecordId? Find(long ordinal) => ordinal >= 1 && ordinal <= _texts.Count ? new RecordId(ordinal, _texts[(int)ordinal - 1]) : null;

    /// <summary>The id of that text; null when no list ever held it.</summary>
    public RecordId? Find(string text) => _ordinals.TryGetValue(text, out var ordinal) ? new RecordId(ordinal, text) : null;

    /// <summary>Reads a roster; a torn last line, left by a killed process, is cut off.</summary>
    /// <exception cref="RollcallException">A line is damaged: exit code 7; the message names it.</exception>
    public static Roster Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var roster = new Roster(path);
        if (!File.Exists(path))
        {
            return roster;
        }

        var bytes = File.ReadAllBytes(path);
        var sound = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (sound < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(sound);
        }

        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, sound).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            if (!TryRead(line, out var entry) || entry.Ordinal != number || !roster._ordinals.TryAdd(entry.Id, number))
            {
                throw new RollcallException(
                    ExitCode.StorageUnavailable,
                    $"{path}, line {number}, is damaged: '{(line.Length > 80 ? line[..80] + "…" : line)}'",
                    "Restore the file from a backup: it says which ordinal stands for which id, and cannot be guessed.");
            }

            roster._texts.Add(entry.Id);
        }

        return roster;
    }

    /// <summary>The ids in the order given, each once; ids without an ordinal get the next one, durably, before this returns.</summary>
    public IReadOnlyList<RecordId> Enrol(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var ids = new List<RecordId>();
        var seen = new HashSet<long>();
        var fresh = new StringBuilder();
        foreach (var text in texts)
        {
            if (!_ordinals.TryGetValue(text, out var ordinal))
            {
                ordinal = _texts.Count + 1;
                _ordinals.Add(text, ordinal);
                _texts.Add(text);
                fresh.Append(JsonSerializer.Serialize(new RosterLine(ordinal, text), RosterJson.Default.RosterLine)).Append('\n');
            }

            if (seen.Add(ordinal))
            {
                ids.Add(new RecordId(ordinal, text));
            }
        }

        if (fresh.Length > 0)
        {
            Append(fresh.ToString());
        }

        return ids;
    }

    private static bool TryRead(string line, out RosterLine entry)
    {
        try
        {
            entry = JsonSerializer.Deserialize(line, RosterJson.Default.RosterLine)!;
            return entry is { Id.Length: > 0 };
        }
        catch (JsonException)
        {
            entry = null!;
            return false;
        }
    }

    private void Append(string lines)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(lines));
            file.Flush(flushToDisk: true);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            var trouble = StorageTroubles.Of(ex);
            throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, _path, ex);
        }
    }
}

internal sealed record RosterLine(
    [property: System.Text.Json.Serialization.JsonPropertyName("ordinal")] long Ordinal,
    [property: System.Text.Json.Serialization.JsonPropertyName("id")] string Id);

[System.Text.Json.Serialization.JsonSerializable(typeof(RosterLine))]
internal sealed partial class RosterJson : System.Text.Json.Serialization.JsonSerializerContext;
