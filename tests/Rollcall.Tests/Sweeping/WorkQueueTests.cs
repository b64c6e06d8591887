using Rollcall.Ids;
using Rollcall.Pacing.Health;
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
        Assert.Equal(6, ItemOf(await blocked).Id.Ordinal);
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

        Assert.Same(only, ItemOf(await waiting));
    }

    [Fact]
    public async Task That_the_walk_has_ended_is_told_once_and_everybody_goes_home_when_the_run_is_over()
    {
        using var queue = Queue(2, window: 5);
        var one = await Take(queue);
        var two = await Take(queue);
        var waiting = Enumerable.Range(0, 3).Select(_ => queue.TakeAsync(TestContext.Current.CancellationToken).AsTask()).ToList();

        queue.Settle(one);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        queue.Settle(two);
        var told = await Task.WhenAny(waiting);
        Assert.IsType<Work.TellWalkEnded>(await told);
        waiting.Remove(told);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        queue.Close();

        Assert.All(await Task.WhenAll(waiting), Assert.Null);
    }

    [Fact]
    public async Task A_paused_queue_hands_out_canaries_and_one_id_for_each_leave()
    {
        using var queue = Queue(10, window: 5);
        var held = await Take(queue);
        held.Attempts = 1;
        queue.Pause(paused: true);
        queue.Hold(held, mayCost: true);
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        queue.Add(new Canary(new RecordId(7, "7"), Exists: true));
        Assert.Equal(7, Assert.IsType<Work.AskCanary>(await waiting).Canary.Id.Ordinal);

        queue.LetOneThrough();
        var probe = Assert.IsType<Work.AskId>(await queue.TakeAsync(TestContext.Current.CancellationToken));
        Assert.True(probe.IsProbe);
        Assert.Same(held, probe.Item);
        Assert.Equal(0, held.Attempts);
        Assert.False(queue.TakeAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Every_second_probe_is_a_new_id_so_that_ids_which_are_refused_one_by_one_are_passed()
    {
        using var queue = Queue(10, window: 5);
        WorkItem[] held = [await Take(queue), await Take(queue)];
        queue.Pause(paused: true);
        foreach (var item in held)
        {
            queue.Hold(item, mayCost: true);
        }

        var probes = new List<long>();
        for (var probe = 0; probe < 4; probe++)
        {
            queue.LetOneThrough();
            var taken = Assert.IsType<Work.AskId>(await queue.TakeAsync(TestContext.Current.CancellationToken)).Item;
            probes.Add(taken.Id.Ordinal);
            queue.Hold(taken, mayCost: true);
        }

        Assert.Equal([1, 3, 2, 4], probes);
    }

    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    public async Task What_was_held_comes_back_first_unless_the_site_was_well_and_it_has_to_pay(bool charged, bool mayCost, int attempts)
    {
        using var queue = Queue(10, window: 5);
        var held = await Take(queue);
        held.Attempts = 1;
        queue.Pause(paused: true);
        queue.Hold(held, mayCost);

        queue.Release(charged ? _ => TimeSpan.FromSeconds(4) : null);
        queue.Pause(paused: false);

        if (attempts > 0)
        {
            Assert.Equal(2, (await Take(queue)).Id.Ordinal);
            _time.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Same(held, await Take(queue));
        Assert.Equal(attempts, held.Attempts);
    }

    [Fact]
    public async Task What_failed_comes_once_more_when_all_others_are_done()
    {
        using var queue = Queue(2, window: 5);
        var one = await Take(queue);
        queue.AskOnceMore(one);
        var two = await Take(queue);
        Assert.Equal(2, two.Id.Ordinal);
        var waiting = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        queue.Settle(two);
        Assert.Same(one, ItemOf(await waiting));
        Assert.True(one.IsSecondRound);
        var end = queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(end.IsCompleted);

        queue.Settle(one);
        Assert.IsType<Work.TellWalkEnded>(await end);
    }

    [Fact]
    public async Task No_new_ids_come_once_the_walk_is_ended()
    {
        using var queue = Queue(100, window: 50);
        var first = await Take(queue);

        queue.EndWalk();
        queue.Settle(first);

        Assert.IsType<Work.TellWalkEnded>(await queue.TakeAsync(TestContext.Current.CancellationToken));
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
        ItemOf(await queue.TakeAsync(TestContext.Current.CancellationToken));

    private static WorkItem ItemOf(Work? work) => Assert.IsType<Work.AskId>(work).Item;

    private WorkQueue Queue(int ids, int window) =>
        new(Enumerable.Range(1, ids).Select(n => new RecordId(n, n.ToString())), window, _time);
}
