using Rollcall.Dashboard.Look;

namespace Rollcall.Tests.Dashboard;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.82, "820 ms")]
    [InlineData(4.24, "4.2 s")]
    [InlineData(11.98, "12 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(273_600, "3 d 4 h")]
    public void Spans_read_as_people_say_them(double seconds, string text) => Assert.Equal(text, Figures.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.00001, "< 0.1 %")]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(0.99999, "> 99.9 %")]
    [InlineData(1, "100 %")]
    public void A_share_never_rounds_to_all_or_nothing(double share, string text) => Assert.Equal(text, Figures.Share(share));

    [Theory]
    [InlineData(0.9755, "97.5 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(1, "100 %")]
    public void How_sure_something_is_is_never_rounded_up(double share, string text) => Assert.Equal(text, Figures.Sure(share));

    [Theory]
    [InlineData(1234.5, "1,234.5 ids/s")]
    [InlineData(0.25, "15 ids/min")]
    [InlineData(0.002, "7.2 ids/h")]
    public void Rates_take_the_unit_that_reads_best(double perSecond, string text) => Assert.Equal(text, Figures.Rate(perSecond));
}
