using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>Run by .ci/run alone, with EIPS_FILE naming the file of real standards.</summary>
[Trait("Category", "RealInput")]
public sealed class RealInputTests
{
    [Fact]
    public async Task Every_standard_of_the_file_is_collected_and_every_other_number_is_no_record()
    {
        var file = Environment.GetEnvironmentVariable("EIPS_FILE") ?? throw new InvalidOperationException("EIPS_FILE names no file");
        var truth = File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(e => e.GetProperty("number").GetInt64());
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { RecordsFile = file }, TestContext.Current.CancellationToken);
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(
            place.Folder, "run", Workplace.Registry("practice-plain"), "--base-url", site.Address.ToString(), "--end", "8400", "--concurrency", "8", "--quiet");

        Assert.True(ended.Code == 0, ended.Error);
        var records = place.Records();
        Assert.Equal(truth.Keys.Order(), records.Select(r => long.Parse(r.GetProperty("case_id").GetString()!)).Order());
        foreach (var record in records)
        {
            var expected = truth[long.Parse(record.GetProperty("case_id").GetString()!)];
            var fields = record.GetProperty("fields");
            Assert.Equal(expected.GetProperty("title").GetString(), fields.GetProperty("title").GetString());
            Assert.Equal(expected.GetProperty("status").GetString(), fields.GetProperty("status").GetString());
        }

        Assert.Equal(
            Enumerable.Range(1, 8400).Select(n => (long)n).Except(truth.Keys),
            place.IdsWith("no_record").Select(long.Parse).Order());
        var report = place.Report();
        Assert.Equal(
            (8400, truth.Count, 8400 - truth.Count, 0),
            (report.GetProperty("total").GetInt32(), report.GetProperty("succeeded").GetInt32(), report.GetProperty("no_record").GetInt32(), report.GetProperty("failed").GetInt32()));
    }
}
