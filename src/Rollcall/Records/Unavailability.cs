using Rollcall.Reading;

namespace Rollcall.Records;

/// <summary>Why a record that exists is not shown. Its text form is <c>withheld</c>, <c>deleted</c> or <c>merged:ID</c>. Immutable.</summary>
public readonly record struct Unavailability
{
    private const string MergedPrefix = "merged:";

    /// <param name="kind">Why.</param>
    /// <param name="mergedInto">The id it was merged into: given for <see cref="UnavailableKind.Merged"/>, and only then.</param>
    public Unavailability(UnavailableKind kind, string? mergedInto = null)
    {
        if ((kind == UnavailableKind.Merged) != !string.IsNullOrEmpty(mergedInto))
        {
            throw new ArgumentException("A merged record, and no other, names the id it was merged into.", nameof(mergedInto));
        }

        Kind = kind;
        MergedInto = mergedInto;
    }

    /// <summary>Why.</summary>
    public UnavailableKind Kind { get; }

    /// <summary>The id it was merged into; null unless <see cref="Kind"/> is <see cref="UnavailableKind.Merged"/>.</summary>
    public string? MergedInto { get; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        UnavailableKind.Withheld => "withheld",
        UnavailableKind.Deleted => "deleted",
        _ => MergedPrefix + MergedInto,
    };

    /// <summary>Reads what <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse(string? text, out Unavailability unavailability)
    {
        unavailability = text switch
        {
            "deleted" => new(UnavailableKind.Deleted),
            _ when text?.StartsWith(MergedPrefix, StringComparison.Ordinal) is true && text.Length > MergedPrefix.Length
                => new(UnavailableKind.Merged, text[MergedPrefix.Length..]),
            _ => default,
        };
        return unavailability != default || text == "withheld";
    }
}
