using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

public sealed class StatusFailuresTests : IDisposable
{
    private readonly CliBench _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Failures_of_a_run_that_goes_on_are_shown_over_all_its_processes()
    {
        await using (var before = await OpenAsync())
        {
            await before.AppendAsync(SomeLedger.Attempt(1, FailureClass.Timeout), SomeLedger.Attempt(2, FailureClass.Timeout), SomeLedger.Attempt(3, FailureClass.WrongId));
        }

        await using var now = await OpenAsync();
        await now.AppendAsync(SomeLedger.Attempt(1, attempt: 2), SomeLedger.Found(1));

        Assert.Equal(0, await _cli.RunAsync("status", "--failures", "--output", _cli.Output));
        Assert.Contains($"{now.Run.RunId}: 3 failed attempts at 3 ids (court.example, partition 25)", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("timeout × 2 (66.7 %), 2 ids: 1-2", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("100 % of 1 settled ids were answered by a later attempt", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("2 ×  Timeout of the site", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("what to do The page was of another id", _cli.Out, StringComparison.Ordinal);

        Assert.Equal(0, await _cli.RunAsync("status", "court", "--failures", "--json", "--output", _cli.Output));
        var run = JsonDocument.Parse(_cli.Out).RootElement.GetProperty("runs")[0];
        Assert.Equal(now.Run.RunId, run.GetProperty("run_id").GetString());
        var classes = run.GetProperty("failure_analytics").GetProperty("classes");
        Assert.Equal("timeout", classes[0].GetProperty("class").GetString());
        Assert.Equal("Timeout of the site", classes[0].GetProperty("messages")[0].GetProperty("message").GetString());
        Assert.StartsWith("The site answers too slowly.", classes[0].GetProperty("what_to_do").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_failures_says_so()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(SomeLedger.Attempt(1), SomeLedger.Found(1));

        Assert.Equal(0, await _cli.RunAsync("status", ledger.Run.RunId, "--failures", "--output", _cli.Output));
        Assert.Equal($"{ledger.Run.RunId}: no attempt has failed.", _cli.Out.Trim());
    }

    [Fact]
    public async Task Without_a_run_it_says_where_it_looked()
    {
        Assert.Equal(2, await _cli.RunAsync("status", "--failures", "--output", _cli.Folder));
        Assert.Contains(_cli.Folder, _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("status", "--json", "--output", _cli.Folder));
        Assert.Contains("--failures", _cli.Error, StringComparison.Ordinal);
    }

    private async Task<FileLedger> OpenAsync() =>
        await FileLedger.OpenAsync(SomeLedger.Request(_cli.Output), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
}
