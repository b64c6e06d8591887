using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Observing;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;
using Rollcall.Planning;
using Rollcall.Reading;
using Rollcall.Reading.Sections;
using Rollcall.Records;
using Rollcall.Records.Pages;
using Rollcall.Records.Sections;
using Rollcall.Registries;
using Rollcall.Reporting;
using Rollcall.Reporting.Pictures;
using Rollcall.Settings;
using Rollcall.Storage;
using Rollcall.Sweeping.Listings;

namespace Rollcall.Sweeping;

/// <summary>One run in one partition, put together from its request: ledger, plan, stores, source, sweep. Owns them; runs once.</summary>
public sealed partial class Collection : IAsyncDisposable
{
    private readonly CollectionRequest _request;
    private readonly CollectionSurroundings _surroundings;
    private readonly SweepPlanner _planner;
    private readonly ILedger _ledger;
    private readonly IPageSource _source;
    private readonly HostGate _gate;
    private readonly RunCourse _course;
    private readonly ILogger _logger;
    private readonly RunMetrics _metrics;
    private readonly MeterReadings _readings;
    private CancellationTokenSource? _hurry;

    private Collection(CollectionRequest request, CollectionSurroundings surroundings, SweepPlanner planner, ObservedLedger ledger, ILogger logger)
    {
        _request = request;
        _surroundings = surroundings;
        _ledger = ledger;
        _metrics = ledger.Metrics;
        _readings = _metrics.Collect();
        _logger = logger;
        RunCourse.RefuseImpossible(request, ledger);
        _planner = planner;

        // An impossible walk is told before anything is opened.
        var isListingDue = request.Lists && ListingStage.IsDue(request, planner.Roster, ledger.Run, surroundings.Time.GetUtcNow());
        var planned = isListingDue || RunCourse.NeedsSearch(request, ledger) ? null : PlanTo(request.Searches ? ledger.View.Probes.Result?.Mark : null);
        var reader = new PageReader(request.Definition, request.Partition.Values);
        var (records, sections, pages) = OpenStores();
        _gate = new HostGate(request.Settings, surroundings.Time, new Random(surroundings.Random.Next()), request.Definition.Site, surroundings.PaceFolders);
        if (surroundings.PaceFolders.Count > 0 && !_gate.IsShared)
        {
            LogPaceNotShared(Run.RunId, string.Join(" nor ", surroundings.PaceFolders));
        }

        _source = surroundings.OpenSource(request, _gate);
        ledger.Browsers = () => _source.Browsers;
        var parts = new SweepParts
        {
            Settings = request.Settings,
            Plan = planned ?? SweepPlan.Unknown,
            Source = _source,
            Reader = reader,
            Sections = [.. request.Definition.Sections.Select(section => new SectionPageReader(section, request.Definition.Judge, request.Partition.Values))],
            KeptSections = sections,
            Records = records,
            RawPages = pages,
            Ledger = ledger,
            Gate = _gate,
            Canaries = CanariesNow(),
            Retries = new RetrySchedule(request.Settings, new Random(surroundings.Random.Next())),
            Time = surroundings.Time,
        };
        _course = new RunCourse(parts, request, PlanTo, isListingDue ? new ListingStage(parts, request, planner.Roster, logger) : null, logger) { CanariesNow = CanariesNow };
    }

    /// <summary>The run.</summary>
    public RunIdentity Run => _ledger.Run;

    /// <summary>Which ids it walks; null while it does not know how far they go.</summary>
    public SweepPlan? Plan => _course.Plan;

    /// <summary>What it is doing now: another object for each of its searches and walks.</summary>
    public SweepProgress Progress => _course.Sweep.Progress;

    /// <summary>What is known by now.</summary>
    public ILedgerView View => _ledger.View;

    /// <summary>Opens the partition's ledger, taking up an unfinished run, and makes the plan. Sends nothing yet.</summary>
    /// <exception cref="RollcallException">The request cannot be carried out; the message says why and what to do.</exception>
    public static async Task<Collection> OpenAsync(CollectionRequest request, CollectionSurroundings surroundings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(surroundings);
        var logger = surroundings.Loggers.CreateLogger("Rollcall.Sweeping");
        var planner = new SweepPlanner(request.Definition, request.Partition, request.Settings.OutputDir, request.Settings.PerCaseSubdir, writes: !request.DryRun);
        planner.Check(request.Walk);
        RunCourse.RefuseImpossible(request);
        var hurry = new CancellationTokenSource();
        var metrics = new RunMetrics(request.Definition.Name, request.Partition.Name, surroundings.Time);
        var asked = new LedgerRequest
        {
            OutputFolder = request.Settings.OutputDir,
            Identity = new PartitionIdentity(RegistryIdentity.Of(request.Definition), request.Partition.Name),
            DefinitionHash = request.Definition.Hash,
            Intent = request.Retry ?? (request.Fresh ? OpenIntent.Fresh : OpenIntent.Continue),
            Origin = request.Origin,
            BatchId = request.BatchId,
            KillPoints = surroundings.KillPoints,
            Retries = RetriesOf(request, surroundings),
            Hurry = hurry.Token,
            Metrics = metrics,
            Checkpoints = new CheckpointOptions
            {
                EveryIds = request.Settings.CheckpointEveryIds,
                Every = request.Settings.CheckpointEvery,
                Keep = request.Settings.CheckpointKeep,
            },
        };
        ILedger? ledger = null;
        try
        {
            ledger = request.DryRun
                ? MemoryLedger.Open(asked, surroundings.Time, logger)
                : await FileLedger.OpenAsync(asked, surroundings.Time, logger, cancellationToken);
            return new Collection(request, surroundings, planner, new ObservedLedger(ledger, metrics), logger) { _hurry = hurry };
        }
        catch
        {
            if (ledger is not null)
            {
                await ledger.DisposeAsync();
            }

            metrics.Dispose();
            throw;
        }
    }

    /// <summary>Sweeps to the end or until asked to stop.</summary>
    /// <param name="stop">Asks for the end; carries the first cause.</param>
    /// <param name="abort">Gives up the jobs in flight.</param>
    public async Task<CollectionResult> RunAsync(StopSignal stop, CancellationToken abort)
    {
        using var scope = LogScope.Run(_logger, Run.RunId);
        LogStart(Run.RunId, Run.Registry, Run.Partition, Progress.Plan.StartId, Progress.Plan.EndId, Progress.Plan.Open, Progress.Plan.Skipped, Run.IsResumed);
        await using var hurry = stop.Token.Register(() => _hurry?.Cancel());
        await using var live = _request.DryRun ? null : LivePublisher.Start(_request.Settings.OutputDir, Run, () => LiveFactsNow(stop), _surroundings.Time, _logger);
        _metrics.Watch(Look);
        _gate.HeldTooLong = until => stop.Request(StopReason.Throttled, HeldTooLong(until));
        var cause = await _course.RunAsync(stop, Tell, abort);
        if (cause.Reason.Code() is ExitCode.Aborted or ExitCode.SiteUnavailable or ExitCode.SiteChanged or ExitCode.StorageUnavailable or ExitCode.InternalError)
        {
            LogAbort(Run.RunId, cause.Reason.Word(), cause.Detail);
        }

        var tally = _request.DryRun ? new RunTally(Run.StartedAt) : RunTally.OfJournal(_request.Settings.OutputDir, Run);
        var report = Report(cause, tally);
        LogEnd(Run.RunId, report.StopReason, report.Succeeded, report.NoRecord, report.Failed, report.Unsettled);
        return _request.DryRun ? new CollectionResult(cause, report, null) : new CollectionResult(cause, report, await WriteAsync(report, cause))
        {
            Picture = RunPicture.Of(_request.Settings.OutputDir, report, cause.Detail, View.Sets, tally),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var scope = LogScope.Run(_logger, Run.RunId);
        // The account first: closing a browser that hangs takes its time, and the limit of the exit may come before it is done.
        await _ledger.DisposeAsync();
        await _source.DisposeAsync();
        if (_hurry is not null)
        {
            _surroundings.CollectMetrics?.Invoke();
        }

        _readings.Dispose();
        _metrics.Dispose();
        _gate.Dispose();
        _hurry?.Dispose();
        _hurry = null;
    }

    private static WriteRetries RetriesOf(CollectionRequest request, CollectionSurroundings surroundings) =>
        new(request.Settings.ExportWriteRetries, request.Settings.ExportWriteBackoff, surroundings.Time);

    private async Task<ReportWritten> WriteAsync(RunReport report, StopCause cause)
    {
        try
        {
            return await Task.Run(() => ReportFiles.Write(_request.Settings.OutputDir, report))
                .WaitAsync(cause.LastStepsWithin(_request.Settings.GracefulShutdownTimeout), _surroundings.Time);
        }
        catch (TimeoutException)
        {
            return new ReportWritten(null, null, $"the disk of {_request.Settings.OutputDir} does not answer");
        }
    }

    private RunReport Report(StopCause cause, RunTally tally) => RunReport.Of(new RunFacts
    {
        Run = Run,
        Totals = View.Totals,
        Tally = tally,
        StopReason = cause.Reason,
        EndedAt = _surroundings.Time.GetUtcNow(),
        StartId = Plan?.StartId,
        EndId = Plan?.EndId,
        HighWaterMark = View.HighestSeen,
        Mark = MarkHunt.IsOver(_ledger) ? View.Probes.Result : null,
        Skipped = _course.Skipped,
        Unsettled = _course.Unsettled,
    });

    private SweepPlan PlanTo(long? mark) =>
        mark < (_request.Walk.Start ?? 0) ? throw new RollcallException(
            ExitCode.Usage, $"run {Run.RunId} is unfinished, and its numbers go to {mark}, which is below --start {_request.Walk.Start}", "Give a lower --start, or --fresh to look anew how far they go.")
        : _request.Retry is null
            ? _planner.Plan(mark is null ? _request.Walk : _request.Walk with { End = mark }, View, _request.Settings.NoRecordTtl, _surroundings.Time.GetUtcNow())
            : _planner.PlanReopened(View, _request.Settings.NoRecordTtl, _surroundings.Time.GetUtcNow());

    private CanaryBook CanariesNow() => CanaryChoice.Of(_request.Definition, _request.Partition, _planner, View);

    private void Tell(CourseNews news)
    {
        if (news is CourseNews.MarkFound { Mark: var mark } found)
        {
            LogMark(Run.RunId, mark.Mark, Math.Round(mark.Confidence, 4), Math.Round(mark.NearConfidence, 4), Math.Round(mark.Density, 3), found.Requests);
        }

        _surroundings.Tell?.Invoke(news);
    }

    private string HeldTooLong(DateTimeOffset until) => string.Create(
        CultureInfo.InvariantCulture,
        $"the site asked an earlier run, or another process, to be left alone until {until:yyyy-MM-dd HH:mm:ss} UTC: longer than patience ({Durations.Text(_request.Settings.Patience)}). Run again then: it resumes");

    private LiveFacts LiveFactsNow(StopSignal stop)
    {
        var totals = View.Totals;
        return new LiveFacts
        {
            Phase = stop.Cause is not null ? "draining" : Progress.Park is not null ? "parked" : Progress.Plan.IsSearch ? "probing" : Plan is null ? "listing" : "sweeping",
            Succeeded = totals.Succeeded,
            Unavailable = totals.Unavailable,
            NoRecord = totals.NoRecord,
            Failed = totals.Failed,
            Retries = totals.Retries,
            Requests = totals.Requests,
            Skipped = _course.Skipped,
            Remaining = Plan is null ? null : _course.Unsettled,
            Workers = [.. Progress.Workers.Select(w => new LiveWorker(w.Doing, w.CaseId, w.Since))],
            Park = Progress.Park is { } park ? new LivePark($"{park.Reason}: {park.Detail}", park.Since) : null,
            BrowserMemoryBytes = _source.BrowserMemoryBytes,
            Metrics = _readings.Read(),
            Pace = new LivePace(_request.Settings.DelayMin.TotalSeconds, _request.Settings.DelayMax.TotalSeconds, _gate.HeldUntil),
        };
    }

    private RunSight Look()
    {
        var totals = View.Totals;
        var held = _gate.HeldUntil - _surroundings.Time.GetUtcNow();
        return new RunSight
        {
            Settled = totals.Total,
            Failed = totals.Failed,
            Remaining = () => Plan is null ? null : _course.Unsettled,
            Mark = View.HighestSeen,
            Workers = [.. Progress.Workers.Select(w => w.Doing)],
            Held = held > TimeSpan.Zero ? held.Value : TimeSpan.Zero,
            Browser = _source.Browsers is { } used ? new BrowserSight(_source.BrowserMemoryBytes, used.Started, used.Replaced, used.Lost) : null,
        };
    }

    private (RecordStore Records, SectionStore? Sections, RawPageStore Pages) OpenStores()
    {
        var settings = _request.Settings;
        var secrets = new SecretMask(_request.Partition.Values.SecretValues);
        var options = new RecordStoreOptions
        {
            OutputFolder = settings.OutputDir,
            RecordsFolder = settings.PerCaseSubdir,
            Registry = Run.Registry,
            Partition = Run.Partition,
            RunId = Run.RunId,
            Secrets = secrets,
            Retries = RetriesOf(_request, _surroundings),
            ForceOverwrite = _request.ForceOverwrite,
            KillPoints = _surroundings.KillPoints,
            DryRun = _request.DryRun,
        };
        var records = RecordStore.Open(options);
        var sections = _request.Definition.Sections.IsEmpty ? null : new SectionStore(options, _request.Definition.Hash);
        var pages = RawPageStore.Open(new RawPageOptions
        {
            OutputFolder = settings.OutputDir,
            Registry = Run.Registry,
            Partition = Run.Partition,
            RunId = Run.RunId,
            EvidencePerClass = settings.EvidencePerClass,
            Secrets = secrets,
            DryRun = _request.DryRun,
        });
        return (records, sections, pages);
    }

    [LoggerMessage(EventName = "batch.run.start", Level = LogLevel.Information, Message = "{registry}/{partition}: {start_id} to {end_id}, {open} ids to ask, {skipped} settled before")]
    private partial void LogStart(string run_id, string registry, string partition, string start_id, string end_id, long open, long skipped, bool resumed);

    [LoggerMessage(EventName = "batch.pace.not_shared", Level = LogLevel.Warning, Message = "{folders}: cannot be used; other processes that ask the same host do not keep one pace with this one")]
    private partial void LogPaceNotShared(string run_id, string folders);

    [LoggerMessage(EventName = "batch.probe.end", Level = LogLevel.Information, Message = "the highest number is {mark}; nothing higher with {confidence}, nothing more than 200 higher with {near_confidence}; density {density}, {requests} requests")]
    private partial void LogMark(string run_id, long mark, double confidence, double near_confidence, double density, long requests);

    [LoggerMessage(EventName = "batch.run.end", Level = LogLevel.Information, Message = "{stop_reason}: {succeeded} succeeded, {no_record} no record, {failed} failed, {unsettled} unsettled")]
    private partial void LogEnd(string run_id, string stop_reason, long succeeded, long no_record, long failed, long unsettled);

    [LoggerMessage(EventName = "batch.run.abort", Level = LogLevel.Critical, Message = "{stop_reason}: {detail}")]
    private partial void LogAbort(string run_id, string stop_reason, string detail);
}
