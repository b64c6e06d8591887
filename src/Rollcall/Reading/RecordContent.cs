using System.Collections.Immutable;
using Rollcall.Storage;

namespace Rollcall.Reading;

/// <summary>What was read from a record's page. Immutable.</summary>
/// <param name="Fields">In the order of the definition, each name once.</param>
/// <param name="Tables">In the order of the definition, each name once.</param>
public sealed record RecordContent(ImmutableArray<Field> Fields, ImmutableArray<Table> Tables)
{
    /// <summary>No fields and no tables, as an unavailable record has.</summary>
    public static RecordContent Empty { get; } = new([], []);
}

/// <summary>A named value.</summary>
public readonly record struct Field(string Name, FieldValue Value);

/// <summary>A named table; every row has the same fields in the same order.</summary>
public sealed record Table(string Name, ImmutableArray<ImmutableArray<Field>> Rows);

/// <summary>A text, a number in its JSON form, or nothing.</summary>
public readonly record struct FieldValue
{
    private FieldValue(string? text, bool isNumber)
    {
        Text = text;
        IsNumber = isNumber;
    }

    /// <summary>The page does not have the place, or no date or number stands there. An empty text is <see cref="Of(string)"/>.</summary>
    public static FieldValue Missing => default;

    /// <summary>The text, or the number as JSON writes it; null when missing.</summary>
    public string? Text { get; }

    /// <summary>Whether <see cref="Text"/> is a JSON number.</summary>
    public bool IsNumber { get; }

    /// <summary>A text value; the empty text is a value.</summary>
    public static FieldValue Of(string text) => new(text, isNumber: false);

    /// <summary>A number, with the digits the site gave.</summary>
    public static FieldValue Of(decimal number) => new(number.ToString(), isNumber: true);

    /// <summary>The value without secrets that the site sent back in it; the same when it holds none.</summary>
    internal FieldValue Without(SecretMask secrets) => Text is not null && secrets.Clear(Text) is var cleared && cleared != Text ? Of(cleared) : this;
}
