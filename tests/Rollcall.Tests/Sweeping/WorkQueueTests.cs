using Rollcall.Ids;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

public sealed class WorkQueueTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Ids_come_in_order_and_never_further_ahead_of_the_lowest_unsettled_one_than_the_window()
    {
        using var queue = Queue(100, window: 5);
        var first = await Take(queue);
        for (var n = 2; n <= 5; n++)
        {
            queue.Settle(await Take(queue));
        }

        var blocked = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(blocked.IsCompleted);

        queue.Settle(first);
        Assert.Equal(6, (await blocked)!.Id.Ordinal);
    }

    [Fact]
    public async Task A_retry_comes_back_when_its_wait_is_over_and_before_new_ids()
    {
        using var queue = Queue(100, window: 50);
        var first = await Take(queue);
        queue.RetryAfter(first, TimeSpan.FromSeconds(4));

        Assert.Equal(2, (await Take(queue)).Id.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Same(first, await Take(queue));
        Assert.Equal(3, (await Take(queue)).Id.Ordinal);
    }

    [Fact]
    public async Task Who_waits_at_the_end_of_the_walk_gets_the_retry_when_it_falls_due()
    {
        using var queue = Queue(1, window: 5);
        var only = await Take(queue);
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        queue.RetryAfter(only, TimeSpan.FromSeconds(2));

        await _time.RunUntilAsync(waiting);

        Assert.Same(only, await waiting);
    }

    [Fact]
    public async Task The_end_is_told_to_everybody_once_the_last_id_is_settled()
    {
        using var queue = Queue(2, window: 5);
        var one = await Take(queue);
        var two = await Take(queue);
        var waiting = Enumerable.Range(0, 3).Select(_ => queue.TakeAsync(TestContext.Current.CancellationToken).AsTask()).ToArray();

        queue.Settle(one);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        queue.Settle(two);

        Assert.All(await Task.WhenAll(waiting), Assert.Null);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_at_once()
    {
        using var queue = Queue(1, window: 5);
        using var stop = new CancellationTokenSource();
        queue.RetryAfter(await Take(queue), TimeSpan.FromHours(1));
        var waiting = queue.TakeAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static async Task<WorkItem> Take(WorkQueue queue) =>
        (await queue.TakeAsync(TestContext.Current.CancellationToken)) ?? throw new InvalidOperationException("the walk has ended");

    private WorkQueue Queue(int ids, int window) =>
        new(Enumerable.Range(1, ids).Select(n => new RecordId(n, n.ToString())), window, _time);
}
