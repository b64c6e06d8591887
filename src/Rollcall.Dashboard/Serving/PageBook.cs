using Microsoft.AspNetCore.Http;
using Rollcall.Dashboard.Pages;
using Rollcall.Dashboard.Schedules;
using Rollcall.Dashboard.State;
using Rollcall.Ledger;
using Rollcall.Storage;

namespace Rollcall.Dashboard.Serving;

/// <summary>Makes each page as it is at the moment, for the first answer and for what follows it alike. Thread safe.</summary>
internal sealed class PageBook(OutputState state, ScheduleRunner? schedule, TimeProvider time)
{
    private const int RunsOnOverview = 15;
    private const int LoadsOnOverview = 5;
    private const int MostRuns = 500;
    private const int MostEvents = 400;

    // A ledger that takes longer to read is shown when it is read.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>The page of a path; null when there is none.</summary>
    public async ValueTask<LivePage?> FindAsync(string path, IQueryCollection query, CancellationToken cancellationToken)
    {
        var news = state.Look();
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => await OverviewAsync(news, cancellationToken),
            ["runs"] => Runs(news),
            ["runs", var id] => news.Find(Uri.UnescapeDataString(id)) is { } run ? await RunAsync(run, news, cancellationToken) : null,
            ["partition"] => await PartitionAsync(new PartitionKey(query["registry"].ToString(), query["partition"].ToString()), news, cancellationToken),
            ["loads"] => new LivePage("Loads", [LivePart.Of<LoadsPart>("loads", news.Loads)]) { Area = "loads" },
            ["loads", var id] => news.Loads.FirstOrDefault(load => load.Load == Uri.UnescapeDataString(id)) is { } load ? Load(load) : null,
            ["schedule"] => new LivePage("Schedule", [LivePart.Of<SchedulePart>("schedule", schedule?.Jobs ?? [])]) { Area = "schedule" },
            _ => null,
        };
    }

    private async Task<LivePage> OverviewAsync(OutputNews news, CancellationToken cancellationToken)
    {
        var partitions = await Task.WhenAll(news.Partitions.OrderBy(r => r.Partition.Registry, StringComparer.Ordinal).ThenBy(r => r.Partition.Partition, StringComparer.Ordinal)
            .Select(run => PartitionOf(run, cancellationToken)));
        var going = news.Runs.Where(run => run.IsGoing).ToList();
        var ended = news.Runs.Where(run => !run.IsGoing).ToList();
        List<LivePart> parts =
        [
            Part<GoingPart>("going", ("Model", going), ("HasRuns", news.Runs.Count > 0)),
            LivePart.Of<PartitionsPart>("partitions", partitions),
            Part<RunsPart>("past", ("Model", ended.Take(RunsOnOverview).ToList()), ("Heading", "Past runs"), ("More", ended.Count - RunsOnOverview)),
            Part<LoadsPart>("loads", ("Model", news.Loads.Take(LoadsOnOverview).ToList()), ("Heading", "Loads"), ("More", news.Loads.Count - LoadsOnOverview)),
        ];
        if (news.Problem is { } problem)
        {
            parts.Insert(0, LivePart.Of<ProblemPart>("problem", $"{state.Folder} cannot be read: {problem}"));
        }

        return new LivePage("Overview", parts) { Area = "overview" };
    }

    private static LivePage Runs(OutputNews news) =>
        new("Runs", [Part<RunsPart>("runs", ("Model", news.Runs.Take(MostRuns).ToList()))]) { Area = "runs" };

    private async Task<LivePage> RunAsync(RunView run, OutputNews news, CancellationToken cancellationToken)
    {
        var newest = news.Partitions.First(other => other.Partition == run.Partition);
        var model = new RunModel(run, newest.RunId == run.RunId, await state.LookAsync(newest, Patience, cancellationToken), EventsOf(run), time.GetUtcNow());
        return new LivePage(Texts.Cut(run.Partition.ToString(), 120),
        [
            LivePart.Of<RunHeadPart>("head", model),
            LivePart.Of<MapPart>("map", model) with { Every = MapEvery(model.News) },
            LivePart.Of<WorkersPart>("workers", model),
            LivePart.Of<FailuresPart>("failures", model),
            LivePart.Of<EventsPart>("events", model),
            LivePart.Of<FactsPart>("facts", model),
        ])
        {
            Area = "runs",
            Path = [("Runs", "/runs"), (run.RunId, Texts.RunHref(run.RunId))],
        };
    }

    private async Task<LivePage?> PartitionAsync(PartitionKey key, OutputNews news, CancellationToken cancellationToken)
    {
        var runs = news.Runs.Where(run => run.Partition == key).ToList();
        if (runs.Count == 0)
        {
            return null;
        }

        var partition = await PartitionOf(runs[0], cancellationToken);
        return new LivePage(Texts.Cut(key.ToString(), 120),
        [
            LivePart.Of<CertificatePart>("certificate", partition),
            LivePart.Of<MapPart>("map", new RunModel(runs[0], IsNewest: true, partition.News, [], time.GetUtcNow())) with { Every = MapEvery(partition.News) },
            Part<RunsPart>("runs", ("Model", runs.Take(MostRuns).ToList()), ("Heading", "Its runs")),
        ])
        {
            Path = [("Overview", "/")],
        };
    }

    private LivePage Load(LoadView load) => new($"Load {load.Load}", [Part<LoadPart>("load", ("Model", load), ("Folder", state.Folder))]) { Area = "loads", Path = [("Loads", "/loads")] };

    private async Task<PartitionModel> PartitionOf(RunView newest, CancellationToken cancellationToken) =>
        new(newest, await state.LookAsync(newest, Patience, cancellationToken), state.Certificates.Of(newest.Partition));

    // A map of thousands of cells is some hundred kilobytes: it need not be new each second.
    private static TimeSpan MapEvery(PartitionNews news) => TimeSpan.FromSeconds(news.Account?.Map.Cells.Count > 500 ? 3 : 1);

    private static IReadOnlyList<JournalLine.Entry> EventsOf(RunView run)
    {
        try
        {
            return JournalTail.Read(run.Journal, MostEvents);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return [];
        }
    }

    private static LivePart Part<TComponent>(string name, params (string Name, object? Value)[] parameters) =>
        new(name, typeof(TComponent), parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
}
