using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Storage;

public sealed class WriteRetriesTests
{
    private readonly ManualTime _time = new();
    private int _tries;

    [Fact]
    public async Task Trouble_that_passes_is_waited_out()
    {
        var begun = _time.GetUtcNow();
        var run = RunAsync(failures: 2);
        await _time.RunUntilAsync(run);
        Assert.Equal(("done", 3, TimeSpan.FromSeconds(2)), (await run, _tries, _time.GetUtcNow() - begun));
    }

    [Fact]
    public async Task Trouble_that_stays_ends_the_run_after_the_retries()
    {
        var begun = _time.GetUtcNow();
        var ex = await Assert.ThrowsAsync<StorageException>(() => _time.RunUntilAsync(RunAsync(failures: 100)));
        Assert.Equal((4, StorageTrouble.DiskFull, TimeSpan.FromSeconds(3)), (_tries, ex.Trouble, _time.GetUtcNow() - begun));
    }

    [Fact]
    public async Task Trouble_of_one_file_is_not_waited_for()
    {
        await Assert.ThrowsAsync<PathTooLongException>(() => RunAsync(failures: 1, () => new PathTooLongException()));
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync(failures: 1, stop: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private Task<string> RunAsync(int failures, Func<Exception>? failure = null, CancellationToken? stop = null) =>
        new WriteRetries(3, TimeSpan.FromSeconds(1), _time).RunAsync(
            "x.json",
            () => ++_tries > failures ? ValueTask.FromResult("done") : throw (failure?.Invoke() ?? new IOException("full", 28)),
            stop ?? TestContext.Current.CancellationToken).AsTask();
}
