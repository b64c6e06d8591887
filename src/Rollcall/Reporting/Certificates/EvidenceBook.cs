using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Ledger;

namespace Rollcall.Reporting.Certificates;

/// <summary>
/// What journals say about each number, made small: a million records take about a hundred megabytes. Paths and ids are kept as hashes; whoever
/// needs their text reads the journals again. Not thread safe.
/// </summary>
internal sealed class EvidenceBook
{
    private readonly Dictionary<long, RecordEvidence> _records = [];
    private readonly Dictionary<long, OtherEvidence> _others = [];
    private readonly Dictionary<UInt128, long> _claims = [];

    /// <summary>The folders, relative to the output folder, that the records' years lie in.</summary>
    public HashSet<string> RecordFolders { get; } = new(StringComparer.Ordinal);

    /// <summary>An id got an outcome.</summary>
    public void Note(LedgerEvent.Settled settled)
    {
        var number = settled.Id.Ordinal;
        if (settled.Outcome != Outcome.Success)
        {
            _others[number] = new OtherEvidence(settled.At.UtcTicks, settled.Outcome, !string.IsNullOrWhiteSpace(settled.Answer.Marker));
            return;
        }

        var path = settled.SavedPath is null ? default : Key(settled.SavedPath);
        _records[number] = new RecordEvidence(path, Key(settled.Id.Text), Hash.Parse(settled.ContentSha256), settled.At.UtcTicks);
        if (settled.SavedPath is { } saved)
        {
            _claims[path] = number;
            if (Path.GetDirectoryName(Path.GetDirectoryName(saved)) is { Length: > 0 } folder && !Path.IsPathRooted(folder))
            {
                RecordFolders.Add(folder);
            }
        }
    }

    /// <summary>The last record that a number was settled with.</summary>
    public RecordEvidence? RecordOf(long number) => _records.TryGetValue(number, out var evidence) ? evidence : null;

    /// <summary>The last absence or failure that a number was settled with.</summary>
    public OtherEvidence? OtherOf(long number) => _others.TryGetValue(number, out var evidence) ? evidence : null;

    /// <summary>The number that a file was ever said to be the record of.</summary>
    public bool IsClaimed(string relativePath, out long number) => _claims.TryGetValue(Key(relativePath), out number);

    /// <summary>A text as 128 bits: two of them alike by chance are not to be expected before the sun is cold.</summary>
    public static UInt128 Key(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}

/// <summary>A SHA-256 without an object of its own.</summary>
internal readonly record struct Hash(UInt128 High, UInt128 Low)
{
    public static Hash Parse(string? hex)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        return hex is { Length: 2 * SHA256.HashSizeInBytes } && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? MemoryMarshal.Read<Hash>(bytes)
            : default;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var copy = this;
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref copy, 1)));
    }
}

/// <summary>What a record's line says: which file, of which id, with which content, when.</summary>
internal readonly record struct RecordEvidence(UInt128 Path, UInt128 CaseId, Hash Content, long Ticks);

/// <summary>What an absence's or a failure's line says.</summary>
internal readonly record struct OtherEvidence(long Ticks, Outcome Outcome, bool HasMarker);
