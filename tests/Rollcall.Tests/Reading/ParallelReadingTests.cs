using System.Globalization;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class ParallelReadingTests
{
    [Fact]
    public async Task One_reader_serves_many_workers_at_once()
    {
        var reader = new PageReader(
            Some.Definition(null, Some.Field("a", new FieldPlace.Label("A", null)), Some.Field("b", new FieldPlace.At("p:nth-of-type(2)", null))), TemplateValues.None);

        var wrong = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            () => Enumerable.Range(1, 300).Count(i =>
            {
                var n = ((worker * 1000) + i).ToString(CultureInfo.InvariantCulture);
                var id = new RecordId(i, $"IMM-{n}-25");
                var page = Some.Page($"<b class='record-number'>{id}</b><table class='record'><tr><th>A</th><td>a{n}</td></tr></table><p>x</p><p>b<i>{n}</i></p>");
                return reader.Read(page, null, id) is not Answer.Found found
                    || found.Content.Fields[0].Value.Text != "a" + n || found.Content.Fields[1].Value.Text != "b" + n;
            }),
            TestContext.Current.CancellationToken)));

        Assert.Equal(0, wrong.Sum());
    }
}
