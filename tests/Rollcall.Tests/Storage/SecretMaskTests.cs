using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class SecretMaskTests
{
    private readonly SecretMask _mask = new(["p&ss w\"rd/é+1", "token-77", "token-77-long"]);

    [Theory]
    [InlineData("p&ss w\"rd/é+1")]
    [InlineData("p%26ss%20w%22rd%2F%C3%A9%2B1")]
    [InlineData("p%26ss+w%22rd%2f%c3%a9%2b1")]
    [InlineData("p&amp;ss w&quot;rd/&#xE9;&#43;1")]
    [InlineData("p&#38;ss&#x20;w&#034;rd&#x2f;&#233;&#x2b;1")]
    [InlineData("p\\u0026ss w\\\"rd\\/\\u00e9\\u002B1")]
    [InlineData("%70%26%73%73%20w\"rd/é+1")]
    public void A_secret_is_found_in_every_spelling(string spelling) =>
        Assert.Equal("x=***&y", _mask.Clear($"x={spelling}&y"));

    [Fact]
    public void The_longer_of_two_secrets_goes_whole() => Assert.Equal("a *** b *** c", _mask.Clear("a token-77-long b token-77 c"));

    [Fact]
    public void What_only_looks_like_a_secret_stays()
    {
        const string Text = "token-7 TOKEN-77 p&ss";
        Assert.Same(Text, _mask.Clear(Text));
    }

    [Fact]
    public void Values_too_short_to_be_secrets_are_left_alone()
    {
        var mask = new SecretMask(["", "1", "abc"]);
        Assert.True(mask.IsEmpty);
        Assert.Equal("1 abc", mask.Clear("1 abc"));
    }
}
