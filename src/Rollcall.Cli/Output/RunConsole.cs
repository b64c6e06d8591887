using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Cli.Running;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>
/// What a person, or a program, sees of a run: live progress on a terminal, plain lines in a pipe, one JSON document with
/// <c>--json</c>; log events on stderr and in files. Thread safe.
/// </summary>
internal sealed class RunConsole : IDisposable
{
    private readonly CliEnvironment _environment;
    private readonly RunOrder _order;
    private readonly IRunDisplay _display;
    private readonly CommandLog _log;

    private RunConsole(CliEnvironment environment, RunOrder order, IRunDisplay display)
    {
        _environment = environment;
        _order = order;
        _display = display;
        _log = new CommandLog(environment, order.Quiet, order.JsonLog, display.Notice);
    }

    /// <summary>Where log events go.</summary>
    public ILoggerFactory Loggers => _log.Loggers;

    /// <summary>Sends a collector what the instruments say now; null when none is named.</summary>
    public Action? CollectMetrics => _log.CollectMetrics;

    /// <summary>Chooses the display.</summary>
    public static RunConsole Open(CliEnvironment environment, RunOrder order) => new(
        environment,
        order,
        order.Json || order.Quiet ? new SilentDisplay(environment.Error)
        : environment.IsTerminal ? new LiveDisplay(environment)
        : new LineDisplay(environment));

    /// <summary>From now on events go into the log files of these settings too.</summary>
    public void LogInto(RunSettings settings) => _log.Open(settings);

    /// <summary>Something the user should know although nothing stops.</summary>
    public void Notice(string text) => _display.Notice(text);

    /// <summary>Says what is about to happen.</summary>
    public void Begin(CollectionRequest request, Collection collection)
    {
        if (collection.Run.IsResumed)
        {
            _display.Heading($"{Title(request)}: resuming run {collection.Run.RunId}");
        }

        if (collection.Plan is { } plan)
        {
            _display.Heading(WalkText(request, plan));
        }
    }

    /// <summary>Says where the run has come to.</summary>
    public void Tell(CollectionRequest request, CourseNews news)
    {
        switch (news)
        {
            case CourseNews.SearchBegins begins:
                _display.Heading($"{Title(request)}: {ProbeText.Begins(begins, request.Settings)}");
                break;
            case CourseNews.MarkFound found:
                foreach (var line in ProbeText.Found(found))
                {
                    _display.Heading(line);
                }

                break;
            case CourseNews.ListingRead read:
                _display.Heading($"{Title(request)}: {read.Items:N0} items listed, {read.Added:N0} of them new{(read.Vanished > 0 ? $"; {read.Vanished:N0} that were there the time before are gone, and keep their account" : "")}");
                break;
            case CourseNews.WalkBegins walk:
                _display.Heading(WalkText(request, walk.Plan));
                break;
        }
    }

    /// <summary>Shows the progress until the run ends.</summary>
    public Task ShowWhileAsync(Task running, Func<SweepProgress> progress) => _display.ShowWhileAsync(running, progress);

    /// <summary>Shows what came of it and where everything lies.</summary>
    public void End(CollectionRequest request, CollectionResult result)
    {
        try
        {
            Show(request, result);
        }
#pragma warning disable CA1031 // Whatever it is, the run has ended, and how is what the user must know.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            // Out of file descriptors not even the code that shows the summary can be loaded.
            _environment.Error.WriteLine($"rollcall: the summary could not be shown: {ex.Message.ReplaceLineEndings(" ").Trim()} The run in short: {ShortSummary.Of(result)}");
        }
    }

    private void Show(CollectionRequest request, CollectionResult result)
    {
        if (_order.Json)
        {
            _environment.Out.WriteLine(result.Report.ToJson());
        }
        else
        {
            Summary.Write(_environment, request, result);
        }
    }

    /// <summary>Shows what came of one of several runs; with <c>--json</c> the one document comes at the end.</summary>
    public void EndMember(CollectionRequest request, CollectionResult result)
    {
        if (!_order.Json)
        {
            Summary.Write(_environment, request, result);
        }
    }

    /// <summary>Shows what came of several runs together.</summary>
    public void EndBatch(BatchResult batch)
    {
        if (_order.Json)
        {
            _environment.Out.WriteLine(BatchSummary.ToJson(batch));
        }
        else
        {
            BatchSummary.Write(_environment, batch);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    private static string WalkText(CollectionRequest request, Planning.SweepPlan plan) =>
        $"{Title(request)}: {plan.StartId} to {plan.EndId} · {plan.Open:N0} ids to ask{(plan.Skipped > 0 ? $", {plan.Skipped:N0} settled before" : "")}";

    private static string Title(CollectionRequest request) =>
        request.Partition.Name == "all" ? request.Definition.Title : $"{request.Definition.Title}, {request.Partition.Name}";
}
