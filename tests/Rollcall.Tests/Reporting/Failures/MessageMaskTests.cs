using Rollcall.Reporting.Failures;

namespace Rollcall.Tests.Reporting.Failures;

public sealed class MessageMaskTests
{
    [Theory]
    [InlineData("no answer from 127.0.0.1:8765 within 30 s", "no answer from <n> within <n> s")]
    [InlineData("no answer within 4.5s", "no answer within <n>")]
    [InlineData("asked for IMM-231-25, the page names IMM-230-25 (identity, line 14)", "asked for <id>, the page names <id> (identity, line <n>)")]
    [InlineData("http://court.example/a?b=1 answered 503", "<url> answered 503")]
    [InlineData("status 500 after 12 redirects", "status 500 after <n> redirects")]
    [InlineData("""the title is "Smith v. Jones", not 'IMM-1'""", "the title is '…', not '…'")]
    [InlineData("the page's title can't be read; it's empty", "the page's title can't be read; it's empty")]
    [InlineData("trace 4bf92f3577b34da6 of 0x1F", "trace <hex> of <hex>")]
    [InlineData("request 123e4567-e89b-12d3-a456-426614174000 was lost", "request <hex> was lost")]
    [InlineData("Dossier n° 42 « secret »\nfermé", "Dossier n° <n> '…' fermé")]
    [InlineData("", "")]
    public void What_varies_is_taken_out_and_the_cause_stays(string message, string masked) => Assert.Equal(masked, MessageMask.Of(message, "IMM-231-25"));

    [Fact]
    public void An_id_without_digits_is_known_by_its_attempt() => Assert.Equal("<id>: gone", MessageMask.Of("alpha/beta: gone", "alpha/beta"));

    [Theory]
    [InlineData("no connection in 30 s", "on", "no connection in <n> s")]
    [InlineData("on: no connection to /on", "on", "<id>: no connection to /<id>")]
    [InlineData("timeout of me-too, not of me", "me", "timeout of me-too, not of <id>")]
    public void An_id_that_is_part_of_a_word_is_not_taken_out_of_it(string message, string id, string masked) => Assert.Equal(masked, MessageMask.Of(message, id));

    [Fact]
    public void What_steers_a_terminal_is_taken_out() => Assert.Equal("red [<id> evil live", MessageMask.Of("red\u001b[31m evil \u202Elive", "1"));

    [Fact]
    public void A_page_in_a_message_is_cut()
    {
        var masked = MessageMask.Of("the page says " + new string('x', 100_000), "1");
        Assert.Equal(MessageMask.Longest + 1, masked.Length);
        Assert.EndsWith("…", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_that_never_close_cost_no_time() =>
        Assert.StartsWith("\"", MessageMask.Of(new string('"', 1) + string.Concat(Enumerable.Repeat("a 'b ", 20_000)), "1"), StringComparison.Ordinal);
}
