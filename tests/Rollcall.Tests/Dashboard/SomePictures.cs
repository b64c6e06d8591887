using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Reporting.Maps;
using Rollcall.Reporting.Pictures;
using Rollcall.Tests.Reporting;

namespace Rollcall.Tests.Dashboard;

/// <summary>Runs to make pages of.</summary>
internal static class SomePictures
{
    public static DateTimeOffset Start => RunTallyTests.Start;

    /// <summary>A picture of these events.</summary>
    public static RunPicture Of(IEnumerable<LedgerEvent> events, PartitionSets sets, StopReason stop, string detail = "every id was asked", string registry = "court", string partition = "2025")
    {
        var tally = new RunTally(Start);
        var totals = new RunTotals();
        foreach (var happened in events)
        {
            tally.Add(happened);
            totals = happened switch
            {
                LedgerEvent.Settled { Outcome: Outcome.Success } => totals with { Succeeded = totals.Succeeded + 1 },
                LedgerEvent.Settled { Outcome: Outcome.NoRecord } => totals with { NoRecord = totals.NoRecord + 1 },
                LedgerEvent.Settled => totals with { Failed = totals.Failed + 1 },
                LedgerEvent.Attempted attempted => totals with { Attempts = totals.Attempts + 1, Requests = totals.Requests + 1, Retries = totals.Retries + (attempted.Attempt > 1 ? 1 : 0) },
                _ => totals,
            };
        }

        var report = RunReport.Of(new RunFacts
        {
            Run = new RunIdentity("20251122T100000Z-court", registry, partition, Start, IsResumed: false),
            Totals = totals,
            Tally = tally,
            StopReason = stop,
            EndedAt = Start + tally.Worked,
            StartId = "1",
            HighWaterMark = sets.HighestSeen,
        });
        return new RunPicture
        {
            Report = report with { FailureAnalytics = report.FailureAnalytics with { Host = "court.example" } },
            Detail = detail,
            Account = IdAccount.Of(sets),
            Names = IdNames.None,
            Timeline = tally.Timeline,
            Latency = tally.Latency,
            Probes = tally.Probes,
            Settings = [new("delay_min", "0.5s", "court.yaml:12"), new("proxy", "none", null)],
        };
    }

    public static LedgerEvent Attempt(long number, double second, string? error = null, FailureClass failure = FailureClass.Timeout, int attempt = 1, double took = 0.4, string? html = null) =>
        new LedgerEvent.Attempted(
            Start.AddSeconds(second),
            new(number, $"IMM-{number}-25"),
            attempt,
            new AnswerNote(error is null ? AnswerKind.Found : AnswerKind.Fault, null, null, error is null ? null : failure, error) { HtmlPath = html },
            TimeSpan.FromSeconds(took),
            1);

    public static LedgerEvent Settled(long number, double second, Outcome outcome = Outcome.Success) =>
        new LedgerEvent.Settled(Start.AddSeconds(second), new(number, $"IMM-{number}-25"), outcome, 1, new AnswerNote(AnswerKind.Found, null, 200, null, null));

    /// <summary>An hour of a court: searched, slow, blocked once, crashed, resumed; ids failed.</summary>
    public static IEnumerable<LedgerEvent> Eventful()
    {
        long[] asked = [1, 2, 4, 8, 16, 64, 256, 1024, 4096, 2048, 3072, 2560, 2304, 2432, 2400, 2410, 2405];
        foreach (var (number, at) in asked.Select((n, i) => (n, i)))
        {
            yield return Attempt(number, at * 2);
            yield return new LedgerEvent.Probed(Start.AddSeconds(at * 2), new(number, $"IMM-{number}-25"), number == 2410 ? null : number <= 2400, 1);
        }

        yield return new LedgerEvent.MarkFound(Start.AddSeconds(40), 2400, 0.987, 17);
        var dice = new Random(7);
        for (var number = 1; number <= 2400; number++)
        {
            var at = 45 + (number * 1.4) + (number > 900 ? 300 : 0) + (number > 1800 ? 86_400 : 0);
            if (number == 901)
            {
                yield return new LedgerEvent.Parked(Start.AddSeconds(at - 300), true, "blocked: 429 three times in a row");
                yield return new LedgerEvent.Parked(Start.AddSeconds(at), false, "blocked");
            }

            if (number == 1801)
            {
                yield return new LedgerEvent.Resumed(Start.AddSeconds(at - 1), "d", "");
            }

            var took = Math.Exp(dice.NextDouble() * 3) / 8;
            if (number % 97 == 0 || number is > 1200 and < 1215)
            {
                yield return Attempt(number, at - 1, $"no answer for IMM-{number}-25 within 30 s", took: 30);
            }

            if (number % 211 == 0)
            {
                yield return Attempt(number, at - 0.9, $"IMM-{number}-25: the browser made no page: Target closed", FailureClass.BrowserCrash, took: 3);
            }

            if (number is > 1205 and < 1212)
            {
                for (var again = 2; again <= 4; again++)
                {
                    yield return Attempt(number, at + again, $"the page names IMM-{number - 1}-25 (identity, line 31), not IMM-{number}-25", FailureClass.WrongId, again, took, html: $"html_failed/r/IMM-{number}-25.html");
                }

                yield return Settled(number, at + 5, Outcome.Failed);
                continue;
            }

            yield return Attempt(number, at, attempt: number % 97 == 0 ? 2 : 1, took: took);
            yield return Settled(number, at, number % 40 == 0 ? Outcome.NoRecord : Outcome.Success);
        }
    }
}
