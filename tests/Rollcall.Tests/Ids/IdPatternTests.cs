using Rollcall.Ids;

namespace Rollcall.Tests.Ids;

public sealed class IdPatternTests
{
    private static readonly Dictionary<string, string> Values = new() { ["yy"] = "25", ["section"] = "A" };

    [Theory]
    [InlineData("{number}", 7, "7")]
    [InlineData("{number:00000}", 7, "00007")]
    [InlineData("IMM-{number}-{yy}", 231, "IMM-231-25")]
    [InlineData("{section}/{number:000}", 1234, "A/1234")]
    public void A_number_becomes_its_text_and_back(string pattern, long number, string text)
    {
        Assert.True(IdPattern.TryParse(pattern, out var parsed, out _));
        var ids = parsed.Bind(Values);

        Assert.Equal(new RecordId(number, text), ids[number]);
        Assert.True(ids.TryParse(text, out var id));
        Assert.Equal(number, id.Ordinal);
    }

    [Theory]
    [InlineData("IMM-{number}-{yy}", "IMM-0231-25")]
    [InlineData("IMM-{number}-{yy}", "IMM-231-24")]
    [InlineData("IMM-{number}-{yy}", "IMM--25")]
    [InlineData("{number:00000}", "7")]
    public void A_text_that_the_pattern_would_not_write_is_no_id_of_it(string pattern, string text)
    {
        Assert.True(IdPattern.TryParse(pattern, out var parsed, out _));

        Assert.False(parsed.Bind(Values).TryParse(text, out _));
    }

    [Theory]
    [InlineData("IMM-25", "0 times")]
    [InlineData("{number}-{number}", "2 times")]
    [InlineData("{number", "brace")]
    [InlineData("{number}-{yy:00}", "format")]
    public void A_wrong_pattern_says_what_is_wrong(string pattern, string expected)
    {
        Assert.False(IdPattern.TryParse(pattern, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Binding_names_the_placeholders_that_have_no_value()
    {
        Assert.True(IdPattern.TryParse("{court}-{number}-{yy}", out var parsed, out _));

        var error = Assert.Throws<ArgumentException>(() => parsed.Bind(Values));

        Assert.Contains("{court}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{yy}", error.Message, StringComparison.Ordinal);
    }
}
