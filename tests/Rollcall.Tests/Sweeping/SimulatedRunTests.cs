using System.Collections.Concurrent;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Planning;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>
/// Whole runs against a simulated site that fails by seeded chance, by a manual clock. A few in <c>./test</c>, all with <c>--full</c>; the figures are
/// printed.
/// </summary>
public sealed class SimulatedRunTests
{
    private static readonly int Runs = Amount.Of(taste: 4, full: 200);
    private static readonly int Ids = Amount.Of(taste: 1_000, full: 10_000);

    private static readonly FailureClass[] Transient = [FailureClass.Timeout, FailureClass.Reset, FailureClass.Http5xx];

    [Fact]
    public async Task With_a_tenth_of_all_attempts_failing_every_run_collects_everything_and_none_is_aborted()
    {
        var (faulted, resolved, attempts, parks, byAttempts) = (0L, 0L, 0L, 0L, 0);
        for (var seed = 1; seed <= Runs; seed++)
        {
            using var bench = Bench();
            var site = new FlakySite(seed, failing: 0.1);

            var (cause, totals, _) = await bench.RunAsync(site.Source, new WalkRequest { Start = 1, End = Ids }, dryRun: true);

            Assert.True(cause.Reason == StopReason.Completed, $"seed {seed}: {cause}");
            Assert.Equal((Ids, 0, 0), (totals.Succeeded, totals.NoRecord, totals.Failed));
            faulted += site.Faulted;
            resolved += site.ResolvedWithin(bench.Settings.MaxRetries + 1);
            attempts += totals.Attempts;
            byAttempts += site.WouldEndByAttempts(bench.Settings.AbortWindow) ? 1 : 0;
            parks += bench.Log.Of("batch.run.parked").Count;
        }

        var share = (double)resolved / faulted;
        Write($"{Runs} runs of {Ids} ids, 10 % of attempts failing: all collected, 0 aborted; {faulted} ids had faults, {share:P3} of them resolved by retry; {(double)attempts / Runs / Ids:0.000} attempts an id; {parks} parks; a policy that counted attempts instead of ids would have ended {byAttempts} of these runs");
        Assert.True(share >= 0.7);
    }

    [Fact]
    public async Task With_nine_tenths_failing_every_run_is_ended_by_a_policy()
    {
        var operations = new List<long>();
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1; seed <= Runs; seed++)
        {
            using var bench = Bench();
            var site = new FlakySite(seed, failing: 0.9, healthy: 50);

            var (cause, totals, _) = await bench.RunAsync(site.Source, new WalkRequest { Start = 1, End = Ids }, dryRun: true);

            Assert.Contains(cause.Reason, new[] { StopReason.FailureRate, StopReason.SafeStopFailures, StopReason.Unreachable });
            Assert.Equal(0, totals.NoRecord);
            operations.Add(totals.Total - 50);
            reasons[cause.Reason.Word()] = reasons.GetValueOrDefault(cause.Reason.Word()) + 1;
        }

        operations.Sort();
        Write($"{Runs} runs, 90 % of attempts failing after 50 good ones: ended by {string.Join(", ", reasons.Select(r => $"{r.Key} × {r.Value}"))}; operations before it: median {operations[operations.Count / 2]}, maximum {operations[^1]}");
        Assert.True(operations[^1] < 200, $"the longest took {operations[^1]} ids");
    }

    [Fact]
    public async Task After_an_outage_the_first_success_comes_within_half_a_minute()
    {
        var waits = new List<TimeSpan>();
        for (var seed = 1; seed <= Amount.Of(taste: 20, full: 200); seed++)
        {
            using var bench = new SweepBench { Settings = SettingLayers.Defaults with { SafeStopNoRecords = null } };
            var site = new DownSite(bench.Time, seed);

            var (cause, totals, _) = await bench.RunAsync(site.Source, new WalkRequest { Start = 1, End = 200 }, dryRun: true);

            Assert.True(cause.Reason == StopReason.Completed, $"seed {seed}: {cause}");
            Assert.Equal((200, 0, 0), (totals.Succeeded, totals.NoRecord, totals.Failed));
            waits.Add(site.FirstSuccess - site.BackAt);
        }

        waits.Sort();
        var intime = waits.Count(w => w <= TimeSpan.FromSeconds(30));
        Write($"{waits.Count} outages of 10 s to 25 min, each at once or by hanging 30 s: first success after it median {waits[waits.Count / 2].TotalSeconds:0.0} s, longest {waits[^1].TotalSeconds:0.0} s; {intime} within 30 s");
        Assert.True(intime >= 0.9 * waits.Count, $"only {intime} of {waits.Count} within 30 s");
    }

    private static SweepBench Bench() => new()
    {
        Settings = SettingLayers.Defaults with { DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero, Concurrency = 8 },
    };

    private static void Write(string figures) => TestContext.Current.TestOutputHelper!.WriteLine(figures);

    /// <summary>Fails a share of all attempts.</summary>
    private sealed class FlakySite
    {
        private readonly ConcurrentDictionary<long, (int Asks, bool Found)> _asks = new();
        private readonly ConcurrentQueue<bool> _failed = new();
        private int _all;

        public FlakySite(int seed, double failing, int healthy = 0) => Source = new ScriptedSource((id, ask) =>
        {
            var dice = new Random(unchecked((int)((seed * 1_000_003L) + (id.Ordinal * 7_919) + (ask * 104_729L))));
            var fails = Interlocked.Increment(ref _all) > healthy && dice.NextDouble() < failing;
            _failed.Enqueue(fails);
            _asks[id.Ordinal] = _asks.TryGetValue(id.Ordinal, out var known) && known.Found ? known : (ask, !fails);
            return fails ? new Fault(Transient[dice.Next(Transient.Length)], "simulated") : ScriptedSource.Found(id);
        });

        public ScriptedSource Source { get; }

        /// <summary>Whether half of some stretch of attempts failed.</summary>
        public bool WouldEndByAttempts(int window)
        {
            var failed = _failed.ToArray();
            return Enumerable.Range(0, failed.Length - window + 1).Any(from => failed.Skip(from).Take(window).Count(f => f) * 2 >= window);
        }

        /// <summary>Ids whose first attempt failed.</summary>
        public long Faulted => _asks.Values.Count(a => a.Asks > 1 || !a.Found);

        /// <summary>Of these, ids found within so many attempts.</summary>
        public long ResolvedWithin(int attempts) => _asks.Values.Count(a => a.Asks > 1 && a.Found && a.Asks <= attempts);
    }

    /// <summary>Is away for a while, once.</summary>
    private sealed class DownSite
    {
        private readonly Lock _gate = new();

        public DownSite(ManualTime time, int seed)
        {
            var dice = new Random(seed);
            var downAt = time.GetUtcNow() + TimeSpan.FromSeconds(dice.Next(20, 120));
            BackAt = downAt + TimeSpan.FromSeconds(10 + (dice.NextDouble() * 1490));
            var hangs = dice.Next(2) == 0;
            ScriptedSource? source = null;
            source = Source = new ScriptedSource(async (id, _, cancellationToken) =>
            {
                if (time.GetUtcNow() < downAt || time.GetUtcNow() >= BackAt)
                {
                    Note(time.GetUtcNow());
                    return ScriptedSource.Found(id);
                }

                if (hangs)
                {
                    await source!.HangAsync(TimeSpan.FromSeconds(30), time, cancellationToken);
                }

                return new Fault(hangs ? FailureClass.Timeout : FailureClass.Reset, "simulated");
            });
        }

        public ScriptedSource Source { get; }

        public DateTimeOffset BackAt { get; }

        public DateTimeOffset FirstSuccess { get; private set; } = DateTimeOffset.MaxValue;

        private void Note(DateTimeOffset at)
        {
            lock (_gate)
            {
                FirstSuccess = at >= BackAt && at < FirstSuccess ? at : FirstSuccess;
            }
        }
    }
}
