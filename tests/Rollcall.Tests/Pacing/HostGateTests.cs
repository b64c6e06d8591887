using Rollcall.Pacing;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Pacing;

public sealed class HostGateTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Between_two_requests_lies_a_wait_within_the_bounds_whatever_the_concurrency()
    {
        using var gate = Gate(1, 3);
        var begun = _time.GetUtcNow();
        var sent = new List<double>();
        var waiting = Enumerable.Range(0, 40).Select(async _ =>
        {
            await gate.WaitAsync(TestContext.Current.CancellationToken);
            lock (sent)
            {
                sent.Add((_time.GetUtcNow() - begun).TotalSeconds);
            }
        }).ToArray();

        await _time.RunUntilAsync(Task.WhenAll(waiting));

        var waits = sent.Zip(sent.Skip(1), (a, b) => b - a).ToList();
        Assert.Equal(39, waits.Count);
        Assert.All(waits, wait => Assert.InRange(wait, 1, 3));
        Assert.True(waits.Max() - waits.Min() > 0.5, "the waits do not vary");
    }

    [Fact]
    public async Task While_the_site_asks_to_be_left_alone_nothing_goes_out()
    {
        using var gate = Gate(0, 0);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        gate.Hold(TimeSpan.FromSeconds(20));
        gate.Hold(TimeSpan.FromSeconds(5));

        var next = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await next;
    }

    [Fact]
    public async Task A_hold_also_delays_those_who_wait_already()
    {
        using var gate = Gate(1, 1);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        var next = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        gate.Hold(TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(next.IsCompleted);
        await _time.RunUntilAsync(next);
        Assert.Equal(new DateTimeOffset(2025, 11, 22, 10, 0, 10, TimeSpan.Zero), _time.GetUtcNow());
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_lets_the_next_one_go()
    {
        using var gate = Gate(1, 1);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        using var cancelled = new CancellationTokenSource();
        var first = gate.WaitAsync(cancelled.Token).AsTask();
        var second = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await _time.RunUntilAsync(second);
    }

    private HostGate Gate(double min, double max) => new(
        SettingLayers.Defaults with { DelayMin = TimeSpan.FromSeconds(min), DelayMax = TimeSpan.FromSeconds(max) }, _time, new Random(3));
}
