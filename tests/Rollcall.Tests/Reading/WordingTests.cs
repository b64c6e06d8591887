using Rollcall.Reading;

namespace Rollcall.Tests.Reading;

public sealed class WordingTests
{
    [Theory]
    [InlineData("Status sin fecha", "sin", true)]
    [InlineData("SIN fecha", "sin", true)]
    [InlineData("SINGH v. Canada", "sin", false)]
    [InlineData("BASIN", "sin", false)]
    [InlineData("sin_2", "sin", false)]
    [InlineData("sin2", "sin", false)]
    [InlineData("sin\u0303o", "sin", false)]
    [InlineData("Šinaša sin", "sin", true)]
    [InlineData("ßin", "in", false)]
    [InlineData("𝐀sin", "sin", false)]
    [InlineData("sin, no", "sin", true)]
    [InlineData("(sin)", "sin", true)]
    [InlineData("sinus sin", "sin", true)]
    [InlineData("well-known sin-bin", "sin", true)]
    [InlineData("No data available in table", "no data", true)]
    [InlineData("該当なしです", "該当なし", true)]
    [InlineData("(sealed)file", "(sealed)", true)]
    [InlineData("anything", "", false)]
    [InlineData("", "sin", false)]
    public void A_text_holds_another_only_as_whole_words(string text, string wanted, bool holds) =>
        Assert.Equal(holds, Wording.Contains(text, wanted, isId: false));

    [Theory]
    [InlineData("Recorded Entry Information : IMM-1-25", true)]
    [InlineData("(imm-1-25)", true)]
    [InlineData("File IMM-1-25.", true)]
    [InlineData("IMM-1-25, of today", true)]
    [InlineData("IMM-1-25.pdf", true)]
    [InlineData("IMM-1-25 - Smith", true)]
    [InlineData("IMM-11-25 and IMM-1-25", true)]
    [InlineData("IMM-11-25", false)]
    [InlineData("IMM-1-251", false)]
    [InlineData("IMM-1-25-A", false)]
    [InlineData("IMM-1-25‑2", false)]
    [InlineData("IMM-1-25/2", false)]
    [InlineData("X-IMM-1-25", false)]
    [InlineData("2025/IMM-1-25", false)]
    [InlineData("IMM-1-25.1", false)]
    [InlineData("3,IMM-1-25", false)]
    [InlineData("IMM-1-25é", false)]
    public void An_id_is_in_a_text_only_when_it_is_not_part_of_a_longer_one(string text, bool holds) =>
        Assert.Equal(holds, Wording.Contains(text, "IMM-1-25", isId: true));

    [Theory]
    [InlineData("1,234", false)]
    [InlineData("234,1", false)]
    [InlineData("No.1", true)]
    [InlineData("EIP-1", false)]
    [InlineData("#1", true)]
    [InlineData("1", true)]
    [InlineData("-1", true)]
    [InlineData("1.5", false)]
    public void A_bare_number_is_no_part_of_a_larger_one(string text, bool holds) =>
        Assert.Equal(holds, Wording.Contains(text, "1", isId: true));

    [Theory]
    [InlineData("  No \u00A0 such\r\n\trecord\u2003 ", "No such record")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(" \u00A0 ", "")]
    [InlineData("a b", "a b")]
    [InlineData("a  b", "a b")]
    public void White_space_of_every_kind_is_one_space(string text, string normal) => Assert.Equal(normal, Wording.Normalise(text));

    [Theory]
    [InlineData("No such record", true)]
    [InlineData("NO SUCH RECORD", true)]
    [InlineData("No\u200B such rec\u00ADord", true)]
    [InlineData("No such records", false)]
    [InlineData("There is no such record", false)]
    public void The_whole_text_is_compared_as_a_person_reads_it(string text, bool same) => Assert.Equal(same, Wording.Is(text, "No such record"));
}
