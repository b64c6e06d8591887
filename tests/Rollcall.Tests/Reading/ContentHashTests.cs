using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Reading;

namespace Rollcall.Tests.Reading;

public sealed class ContentHashTests
{
    private static readonly Field Title = new("title", FieldValue.Of("Ångström \"Δ\" \\ / \u0001\t😀"));
    private static readonly Field Amount = new("amount", FieldValue.Of(12.50m));
    private static readonly Field Status = new("status", FieldValue.Missing);

    private static readonly Table Entries = new("entries", [[new("b", FieldValue.Of("2")), new("a", FieldValue.Of(""))], []]);

    [Fact]
    public void It_is_the_hash_of_a_text_that_any_program_can_write()
    {
        const string Text =
            """{"fields":{"amount":12.50,"status":null,"title":"Ångström \"Δ\" \\ / \u0001\t😀"},"tables":{"entries":[{"a":"","b":"2"},{}]}}""";

        Assert.Equal(Text, ContentHash.Canonical(new RecordContent([Title, Amount, Status], [Entries])));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), ContentHash.Of(new RecordContent([Title, Amount, Status], [Entries])));
    }

    [Fact]
    public void The_order_of_fields_does_not_count_and_the_order_of_rows_does()
    {
        var one = new RecordContent([Title, Amount], [Entries]);

        Assert.Equal(ContentHash.Of(one), ContentHash.Of(new RecordContent([Amount, Title], [Entries])));
        Assert.NotEqual(ContentHash.Of(one), ContentHash.Of(new RecordContent([Amount, Title], [Entries with { Rows = [.. Entries.Rows.Reverse()] }])));
    }

    [Fact]
    public void A_text_a_number_nothing_and_the_empty_text_are_four_things()
    {
        FieldValue[] values = [FieldValue.Of("1"), FieldValue.Of(1m), FieldValue.Missing, FieldValue.Of(""), FieldValue.Of(1.0m)];

        Assert.Equal(values.Length, values.Select(v => ContentHash.Of(new RecordContent([new Field("f", v)], []))).Distinct().Count());
    }

    [Fact]
    public void An_unavailable_record_has_the_hash_of_nothing() =>
        Assert.Equal("{\"fields\":{},\"tables\":{}}", ContentHash.Canonical(RecordContent.Empty));
}
