namespace Rollcall.Loading.Sources;

/// <summary>One record as it came from its source. Immutable.</summary>
/// <param name="Number">Its place among all records of the load, from 1.</param>
/// <param name="Source">The file it came from, as the user named it.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Utf8">Its JSON; or, when <see cref="Unreadable"/> says why, whatever stood there.</param>
internal sealed record SourceRecord(long Number, string Source, long Line, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>The array of the JSON document that holds it; null when it came in any other way.</summary>
    public string? In { get; init; }

    /// <summary>Why it is not even a record; null when it is.</summary>
    public string? Unreadable { get; init; }
}
