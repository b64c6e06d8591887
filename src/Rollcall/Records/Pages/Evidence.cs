using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rollcall.Ids;

namespace Rollcall.Records.Pages;

/// <summary>How many pages of each class a run has kept, against the bound. Thread safe.</summary>
internal sealed class Evidence(int perClass)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _kept = [];

    /// <summary>Takes one of the class's places; false when none is left.</summary>
    public bool TryTake(string kind)
    {
        lock (_gate)
        {
            var kept = _kept.GetValueOrDefault(kind);
            _kept[kind] = kept < perClass ? kept + 1 : kept;
            return kept < perClass;
        }
    }

    /// <summary>The place was not used after all.</summary>
    public void GiveBack(string kind)
    {
        lock (_gate)
        {
            _kept[kind]--;
        }
    }

    /// <summary>
    /// What two pages have in common that differ only in the id: a hash of the body in which the id, as text and as number, is replaced.
    /// </summary>
    public static string ContentKey(string body, RecordId id)
    {
        var neutral = Replace(Replace(body, id.Text), id.Ordinal.ToString());
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(neutral.AsSpan())));
    }

    // Whole words only: 1 is not part of 2021. Leading zeros belong to the number.
    private static string Replace(string body, string word)
    {
        var from = 0;
        System.Text.StringBuilder? replaced = null;
        for (var at = body.IndexOf(word, StringComparison.Ordinal); at >= 0; at = body.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            var begin = at;
            while (begin > from && body[begin - 1] == '0')
            {
                begin--;
            }

            var end = at + word.Length;
            if ((begin == 0 || !char.IsLetterOrDigit(body[begin - 1])) && (end == body.Length || !char.IsLetterOrDigit(body[end])))
            {
                (replaced ??= new()).Append(body, from, begin - from).Append("{id}");
                from = end;
            }
        }

        return replaced is null ? body : replaced.Append(body, from, body.Length - from).ToString();
    }
}
