using System.Text;
using Rollcall.Fetching;

namespace Rollcall.Tests.Fetching;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("utf-8", "utf-8", "text/html")]
    [InlineData("utf-8", "\"UTF8\"", "text/html")]
    [InlineData("windows-1252", "iso-8859-1", "text/html")]
    [InlineData("iso-8859-2", "ISO-8859-2", "text/html")]
    [InlineData("shift_jis", "Shift_JIS", "text/html")]
    [InlineData("euc-kr", "euc-kr", "text/html")]
    [InlineData("gb18030", "gb2312", "text/html")]
    [InlineData("koi8-r", "koi8-r", "text/html")]
    public void The_header_names_the_encoding(string encoding, string named, string type)
    {
        var text = encoding switch { "shift_jis" => "記録", "euc-kr" => "기록", "gb18030" => "记录", "koi8-r" => "дело", "iso-8859-2" => "šč", _ => "é “x” €" };

        Assert.Equal(text, Charset.Decode(Get(encoding).GetBytes(text), named, type));
    }

    [Theory]
    [InlineData("<meta charset=windows-1252><p>é</p>", "windows-1252")]
    [InlineData("<!-- <meta charset=utf-8> --><META http-equiv='Content-Type' content=\"text/html; charset=windows-1252\"><p>é</p>", "windows-1252")]
    [InlineData("<?xml version=\"1.0\" encoding='windows-1252'?><p>é</p>", "windows-1252")]
    [InlineData("<meta charset=utf-16><p>é</p>", "utf-8")]
    [InlineData("<p>é without a word</p>", "utf-8")]
    [InlineData("<p>é without a word</p>", "windows-1252")]
    [InlineData("<meta charset=martian><p>é</p>", "utf-8")]
    public void Without_a_header_the_page_or_its_bytes_tell(string html, string encoding) =>
        Assert.Equal(html, Charset.Decode(Get(encoding).GetBytes(html), null, "text/html"));

    [Fact]
    public void A_byte_order_mark_beats_everything_and_is_no_text()
    {
        foreach (var encoding in new Encoding[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal("é", Charset.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes("é")], "windows-1252", "text/html"));
        }
    }

    [Fact]
    public void Json_is_utf_8_whatever_it_quotes() =>
        Assert.Equal("{\"a\":\"<meta charset=windows-1252>é\"}", Charset.Decode("{\"a\":\"<meta charset=windows-1252>é\"}"u8, null, "application/json"));

    private static Encoding Get(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
