using Rollcall.Loading;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>The time budget where it is not the validation that is slow, but the start of a process on a busy machine.</summary>
public sealed class SlowReadingTests
{
    [Fact]
    public async Task Records_that_were_slow_to_read_are_validated_again_without_that_time()
    {
        using var folder = new TempFolder();
        var bench = new LoadBench(TestDatabase.Sqlite(folder.At("hearings.db")), folder);
        var source = bench.File([.. SomeHearings.AllCommittees(), SomeHearings.Hearing(1)]);

        var report = await BatchLoader.RunAsync(
            bench.Dataset,
            [source],
            bench.Database.Address,
            new LoadOptions { OutputDirectory = bench.Output },
            new LoadSurroundings { Time = new SlowReading() },
            progress: null,
            TestContext.Current.CancellationToken);

        Assert.Equal((9, 0), (report.RecordsInserted, report.RecordsQuarantined));
    }

    /// <summary>A clock on which nothing takes any time but what the thread that reads ahead does: a second each time it looks.</summary>
    private sealed class SlowReading : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Thread.CurrentThread.IsThreadPoolThread ? Interlocked.Read(ref _now) : Interlocked.Add(ref _now, TimeSpan.TicksPerSecond);
    }
}
