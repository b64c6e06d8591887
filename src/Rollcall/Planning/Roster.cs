using System.Text;
using Rollcall.Ids;
using Rollcall.Storage;

namespace Rollcall.Planning;

/// <summary>
/// Gives the ids of a list or a listing their ordinals, for ever: a file that is only appended to, one JSON object a line. An id that vanishes keeps its
/// ordinal and its address, so that every later run accounts for the same id under the same number. Of a listing it also says when it was last read as
/// a whole, and which ids were not on it any more. Not thread safe: it is used before a sweep starts.
/// </summary>
public sealed class Roster
{
    private readonly Dictionary<string, long> _ordinals = new(StringComparer.Ordinal);
    private readonly List<RecordId> _ids = [];
    private readonly string? _path;

    private Roster(string? path) => _path = path;

    /// <summary>How many ids have an ordinal; ordinals run from 1 to this.</summary>
    public long Count => _ids.Count;

    /// <summary>When the listing was last read as a whole, UTC; null when it never was.</summary>
    public DateTimeOffset? ListedAt { get; private set; }

    /// <summary>The ids that were not on it then.</summary>
    public IdSet Gone { get; private set; } = new();

    /// <summary>The id at that place; null when there is none.</summary>
    public RecordId? Find(long ordinal) => ordinal >= 1 && ordinal <= _ids.Count ? _ids[(int)ordinal - 1] : null;

    /// <summary>The id of that text; null when no list ever held it.</summary>
    public RecordId? Find(string text) => _ordinals.TryGetValue(text, out var ordinal) ? Find(ordinal) : null;

    /// <summary>Every id, in the order of the ordinals.</summary>
    public IReadOnlyList<RecordId> Ids => _ids;

    /// <summary>Reads a roster; a torn last line, left by a killed process, is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keeps">Whether what is added is written; a dry run keeps it to itself.</param>
    /// <exception cref="RollcallException">A line is damaged: exit code 7; the message names it.</exception>
    public static Roster Open(string path, bool keeps = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        var roster = new Roster(keeps ? path : null);
        if (!File.Exists(path))
        {
            return roster;
        }

        var bytes = File.ReadAllBytes(path);
        var sound = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (sound < bytes.Length && keeps)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(sound);
        }

        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, sound).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            if (RosterLine.Read(line) is not { } entry || !roster.Take(entry))
            {
                throw new RollcallException(
                    ExitCode.StorageUnavailable,
                    $"{path}, line {number}, is damaged: '{(line.Length > 80 ? line[..80] + "…" : line)}'",
                    "Restore the file from a backup: it says which ordinal stands for which id, and cannot be guessed.");
            }
        }

        return roster;
    }

    /// <summary>The ids in the order given, each once; ids without an ordinal get the next one, durably, before this returns.</summary>
    public IReadOnlyList<RecordId> Enrol(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var lines = new List<RosterLine>();
        var ids = texts.Distinct(StringComparer.Ordinal).ToList().ConvertAll(text => Enter(text, link: null, lines));
        Append(lines);
        return ids;
    }

    /// <summary>Takes up what a listing that was read as a whole holds: new ids, changed addresses, and who is gone. Durable before this returns.</summary>
    /// <param name="items">The items in the order of the listing, each once.</param>
    /// <param name="at">When it was read, UTC.</param>
    /// <returns>How many ids are new, and how many are gone that were there the time before.</returns>
    public (long New, long Vanished) EnrolListing(IEnumerable<(string Id, string? Link)> items, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(items);
        var before = _ids.Count;
        var lines = new List<RosterLine>();
        var gone = new IdSet();
        if (_ids.Count > 0)
        {
            gone.Add(new IdRange(1, _ids.Count));
        }

        foreach (var (id, link) in items)
        {
            gone.Remove(Enter(id, link, lines).Ordinal);
        }

        var vanished = new IdSet(gone);
        vanished.ExceptWith(Gone);
        var mark = new RosterLine { ListedAt = at.UtcDateTime, Gone = gone.ToString() };
        lines.Add(mark);
        Append(lines);
        Take(mark);
        return (_ids.Count - before, vanished.Count);
    }

    private RecordId Enter(string text, string? link, List<RosterLine> lines)
    {
        var known = Find(text);
        if (known is { } there && (link is null || there.Link == link))
        {
            return there;
        }

        var line = new RosterLine { Ordinal = known?.Ordinal ?? _ids.Count + 1, Id = text, Link = link };
        lines.Add(line);
        Take(line);
        return Find(text)!.Value;
    }

    /// <summary>Applies a line; false when it does not fit those before.</summary>
    private bool Take(RosterLine line)
    {
        if (line.ListedAt is { } at)
        {
            ListedAt = new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc));
            Gone = IdSet.TryParse(line.Gone, out var gone) ? gone : new IdSet();
            return line.Gone is not null;
        }

        if (line is not { Ordinal: { } ordinal, Id: { Length: > 0 } id })
        {
            return false;
        }

        if (ordinal == _ids.Count + 1 && _ordinals.TryAdd(id, ordinal))
        {
            _ids.Add(new RecordId(ordinal, id) { Link = line.Link });
            return true;
        }

        // An id that stands there again has another address.
        if (line.Link is null || Find(ordinal) is not { } known || known.Text != id)
        {
            return false;
        }

        _ids[(int)ordinal - 1] = known with { Link = line.Link };
        return true;
    }

    private void Append(List<RosterLine> lines)
    {
        if (_path is null || lines.Count == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Write() + "\n"))));
            file.Flush(flushToDisk: true);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            var trouble = StorageTroubles.Of(ex);
            throw new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, _path, ex);
        }
    }
}
