using Microsoft.Extensions.Logging;
using Rollcall.Faults;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>Runs collections against a scripted site: real files, a real ledger, a manual clock.</summary>
internal sealed class SweepBench : IDisposable
{
    private int _canariesBefore;

    public SweepBench() => Folder = Directory.CreateTempSubdirectory("rollcall-sweep-").FullName;

    public string Folder { get; }

    public ManualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public RunSettings Settings { get; set; } = SettingLayers.Defaults with { DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero, RetryJitter = 0 };

    public RegistryDefinition Definition { get; set; } = Some.Definition(
        Some.Judge with
        {
            Blocked = [Some.Rule(status: [403])],
            Merged = [Some.Rule(Some.At("h1", "Merged")) with { Into = Some.At("a.into") }],
            Identity = Some.Rule(Some.At(".record-number", "{number}")),
        },
        Some.Field("title", new FieldPlace.At("h1.title", Attribute: null))) with { Ids = new IdSource.Range(Pattern("{number}"), 1, 99999) };

    /// <summary>What placeholders and secrets stand for.</summary>
    public TemplateValues Values { get; set; } = TemplateValues.None;

    public IReadOnlyList<string> RecordFiles => !Directory.Exists(Path.Combine(Folder, "json"))
        ? []
        : [.. Directory.EnumerateFiles(Path.Combine(Folder, "json"), "*.json", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>What was told of all runs so far.</summary>
    public List<CourseNews> News { get; } = [];

    /// <summary>Where the run dies, or what it meets there instead.</summary>
    public KillPoints KillPoints { get; set; } = KillPoints.None;

    /// <summary>Where the pace is shared; null for nowhere.</summary>
    public string? PaceFolder { get; set; }

    public static WalkRequest Walk(long start, long end) => new() { Start = start, End = end };

    /// <summary>A site that says of some numbers that there is no such record, and shows one for the others.</summary>
    public static ScriptedSource Site(Func<long, bool> absent) => new((id, _) => absent(id.Ordinal) ? ScriptedSource.Absent(id) : ScriptedSource.Found(id));

    public static IdPattern Pattern(string text) => IdPattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem, nameof(text));

    /// <summary>The canaries asked by all runs so far, in order.</summary>
    public IReadOnlyList<string> Canaries => [.. Journal.OfType<LedgerEvent.CanaryAsked>().Select(c => c.Id.Text)];

    /// <summary>Every event of all runs so far, oldest first.</summary>
    public IReadOnlyList<LedgerEvent> Journal =>
    [
        .. Directory.EnumerateFiles(Folder, "audit_*.ndjson").Order(StringComparer.Ordinal)
            .SelectMany(file => JournalFile.Open(file).Lines().OfType<JournalLine.Entry>()).Select(e => e.Event),
    ];

    /// <summary>What a site was asked apart from canaries, in order. For a site that was asked by the newest process alone.</summary>
    public IReadOnlyList<string> AskedIds(ScriptedSource site)
    {
        var asked = site.Asked.ToList();
        foreach (var canary in Canaries.Skip(_canariesBefore))
        {
            Assert.True(asked.Remove(canary));
        }

        return asked;
    }

    /// <summary>Runs a collection to its end; the clock runs from timer to timer.</summary>
    public async Task<(StopCause Cause, RunTotals Totals, ILedgerView View)> RunAsync(ScriptedSource source, WalkRequest walk, StopSignal? stop = null, bool fresh = false, bool dryRun = false, bool probeOnly = false, CancellationTokenSource? abort = null)
    {
        _canariesBefore = Canaries.Count;
        var request = new CollectionRequest
        {
            Definition = Definition,
            Partition = new Partition("all", Values),
            Settings = Settings with { OutputDir = Folder },
            Walk = walk,
            Fresh = fresh,
            DryRun = dryRun,
            ProbeOnly = probeOnly,
        };
        await using var collection = await Collection.OpenAsync(
            request, new CollectionSurroundings((_, _) => source, Time, new Random(5), new OneLog(Log)) { KillPoints = KillPoints, Tell = News.Add, PaceFolders = PaceFolder is null ? [] : [PaceFolder] }, TestContext.Current.CancellationToken);
        using var own = new StopSignal();
        var running = collection.RunAsync(stop ?? own, abort?.Token ?? TestContext.Current.CancellationToken);
        await LetTimePassAsync(running, () => collection.Progress, source);
        return ((await running).Cause, collection.View.Totals, collection.View);
    }

    /// <summary>
    /// Moves the clock to the next timer, but only while every worker waits for it: a worker at real work (files, the journal) must not see time
    /// fly, or the job's limit would end an attempt that takes no time at all.
    /// </summary>
    private async Task LetTimePassAsync(Task running, Func<SweepProgress> progress, ScriptedSource source)
    {
        var leftBehind = LeftBehind;
        while (!running.IsCompleted)
        {
            // Behind workers that were left behind come the last steps, which are real work: they must not see time fly either.
            if (LeftBehind > leftBehind)
            {
                await Task.Yield();
                continue;
            }

            var now = progress();
            var workers = now.Workers;
            var waiting = workers.Count(w => w.Doing is "idle" or "pacing" or "ended");
            if (waiting + source.Hanging == workers.Count && workers.Any(w => w.Doing != "ended") && now.IsAtRest(workers) && Time.NextDue is { } due)
            {
                Time.Advance(due);
            }

            await Task.Yield();
        }
    }

    private int LeftBehind => Log.Of("batch.run.left_behind").Count;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
