using Rollcall.Faults;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

/// <summary>What a kill at a step leaves behind is what the files are at that moment: a copy of them is taken there, and opened as the next process would.</summary>
public sealed class KillStepTests : IDisposable
{
    private readonly Account _account = new();
    private readonly TempFolder _left = new();

    public static TheoryData<string, int> EveryStepSeveralTimes
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var step in LedgerSteps.All)
            {
                data.Add(step, 1);
                data.Add(step, 2);
                if (step.StartsWith("journal.w", StringComparison.Ordinal) || step.StartsWith("journal.f", StringComparison.Ordinal))
                {
                    data.Add(step, 17);
                    data.Add(step, 44);
                }
            }

            return data;
        }
    }

    public void Dispose()
    {
        _account.Dispose();
        _left.Dispose();
    }

    [Theory]
    [MemberData(nameof(EveryStepSeveralTimes))]
    public async Task A_kill_at_any_step_loses_nothing_that_was_acknowledged_and_invents_nothing(string step, int time)
    {
        long acknowledged = 0;
        (long Before, long After)? then = null;
        var kill = KillPoints.At($"{step}:{time}", () =>
        {
            // At a checkpoint's steps others go on meanwhile.
            var before = Interlocked.Read(ref acknowledged);
            Copy(_account.Folder, _left.Path);
            then = (before, Interlocked.Read(ref acknowledged));
        });

        // Two runs, so that the journal changes over; a checkpoint every ten ids.
        long number = 0;
        for (var run = 0; run < 2; run++)
        {
            var request = Request(_account.Folder) with { KillPoints = kill, Checkpoints = new CheckpointOptions { EveryIds = 10 } };
            await using var ledger = await _account.OpenAsync(request);
            for (var ids = 0; ids < 25; ids++)
            {
                await ledger.AppendAsync(Attempt(++number), number % 5 == 0 ? Absent(number) : Found(number));
                Interlocked.Exchange(ref acknowledged, number);
            }

            await ledger.AppendAsync(Seal($"1-{number}"), Stop(StopReason.Completed));
        }

        Assert.NotNull(then);
        using var next = new Account(_left.Path);
        next.Time.Advance(TimeSpan.FromHours(1));
        await using (var ledger = await next.OpenAsync())
        {
            for (var id = 1; id <= 50; id++)
            {
                var outcome = ledger.View.OutcomeOf(id);
                Assert.True(outcome is not null || id > then.Value.Before, $"{id} was acknowledged and is lost");
                Assert.True(outcome is null || outcome == (id % 5 == 0 ? Outcome.NoRecord : Outcome.Success), $"{id} is {outcome}");
                Assert.True(outcome is null || id <= then.Value.After + 1, $"{id} was not asked by then");
            }

            var open = ledger.View.OpenIn(new IdRange(1, 60), Noon, Month);
            await ledger.AppendAsync([.. open.Numbers().Select(Found)]);
            Assert.Equal("", ledger.Open(60));
        }

        Assert.DoesNotContain(next.Log.Lines, l => l.Event is "batch.journal.damaged" or "batch.journal.end_missing" or "batch.journal.chain_broken" or "batch.checkpoint.damaged");
        Assert.Empty(Directory.GetFiles(_left.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            // The lock is held, and .NET honours that among its own.
            if (Path.GetFileName(file) == "lock")
            {
                continue;
            }

            try
            {
                File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // A checkpoint got its name, or was the oldest, at this moment.
            }
        }
    }
}
