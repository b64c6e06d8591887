using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>
/// The names of temporary files, <c>.rollcall-PARTITION-SLOT.tmp</c>. A name is lent to one save at a time and used again, so that a killed process
/// leaves at most as many files as it had saves in flight, under names that can be tried one by one: the next start need not list a folder of a
/// million records. The partition is part of the name because only the process that holds its lock may clear them away. Thread safe.
/// </summary>
internal sealed class TemporaryNames
{
    // No run has nearly so many saves in flight; trying them all takes about a millisecond a folder.
    private const int MostSlots = 1024;

    private readonly ConcurrentBag<int> _free = [];
    private readonly string _stem;
    private int _slots;

    public TemporaryNames(string registry, string partition)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{registry}\n{partition}"));
        _stem = ".rollcall-" + Convert.ToHexStringLower(hash, 0, 6);
    }

    public Lease Lend() => new(this, _free.TryTake(out var slot) ? slot : Interlocked.Increment(ref _slots) - 1);

    /// <summary>Deletes what a killed process left in a folder.</summary>
    /// <returns>How many files that were.</returns>
    public int ClearLeftovers(string folder)
    {
        var cleared = 0;
        for (var slot = 0; slot < MostSlots; slot++)
        {
            var path = Path.Combine(folder, NameOf(slot));
            if (File.Exists(path) && DurableFile.TryDelete(path))
            {
                cleared++;
            }
        }

        return cleared;
    }

    private string NameOf(int slot) => $"{_stem}-{slot}.tmp";

    /// <summary>A name lent until it is disposed.</summary>
    public readonly record struct Lease(TemporaryNames Owner, int Slot) : IDisposable
    {
        public string Name => Owner.NameOf(Slot);

        public void Dispose() => Owner._free.Add(Slot);
    }
}
