using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Records;
using Rollcall.Registries;

namespace Rollcall.Planning;

/// <summary>Decides which ids a run asks: what the walk covers, less what stands from before.</summary>
/// <param name="definition">The registry.</param>
/// <param name="partition">Its partition.</param>
/// <param name="outputFolder">Where the partition's files lie.</param>
/// <param name="recordsFolder">The records' folder in it.</param>
/// <param name="writes">Whether ids that are new get their ordinals for good; not so in a dry run.</param>
public sealed class SweepPlanner(RegistryDefinition definition, Partition partition, string outputFolder, string recordsFolder, bool writes = true)
{
    private Roster? _roster;

    /// <summary>Which ordinal stands for which id of a list or a listing. Read when it is first asked for, with the ledger open.</summary>
    /// <exception cref="RollcallException">It is damaged: exit code 7.</exception>
    public Roster Roster => _roster ??= Roster.Open(RosterPath(outputFolder, definition.Name, partition.Name), writes);

    /// <summary>
    /// Refuses what cannot be planned whatever the ledger says. Asked before the ledger is opened: a slip on the command line must not begin a run.
    /// </summary>
    /// <exception cref="RollcallException">The request is impossible, or the list of ids cannot be read: exit code 2.</exception>
    public void Check(WalkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (definition.Ids)
        {
            case IdSource.Range range:
                Walks.Of(request, range);
                break;
            case IdSource.List list:
                CheckUnnumbered(definition, request);
                IdListFile.Read(PathOf(list));
                break;
            case IdSource.Listing:
                CheckUnnumbered(definition, request);
                break;
        }
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="request">How far the user wants to walk.</param>
    /// <param name="view">What the ledger knows.</param>
    /// <param name="noRecordTtl">How long an absence below the mark is believed.</param>
    /// <param name="now">The time, UTC.</param>
    /// <exception cref="RollcallException">The request is impossible (exit code 2), or the roster is damaged (7).</exception>
    public SweepPlan Plan(WalkRequest request, ILedgerView view, TimeSpan noRecordTtl, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(view);
        return definition.Ids switch
        {
            IdSource.Range range => PlanRange(range, request, view, noRecordTtl, now),
            IdSource.List list => PlanRoster(Roster.Enrol(IdListFile.Read(PathOf(list))), request, view, noRecordTtl, now),
            IdSource.Listing => PlanRoster(Roster.Ids, request, view, noRecordTtl, now),
            _ => throw new InvalidOperationException($"no plan for {definition.Ids.GetType().Name}"),
        };
    }

    /// <summary>Makes the plan of a retry, or of a command that asks nothing: the ids that the run opened again, out of all that were walked so far.</summary>
    /// <param name="view">What the ledger knows.</param>
    /// <param name="noRecordTtl">How long an absence below the mark is believed.</param>
    /// <param name="now">The time, UTC.</param>
    /// <exception cref="RollcallException">The roster is damaged (7).</exception>
    public SweepPlan PlanReopened(ILedgerView view, TimeSpan noRecordTtl, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(view);
        Func<long, RecordId> idOf;
        if (definition.Ids is IdSource.Range source)
        {
            var numbers = partition.NumbersOf(source);
            idOf = number => numbers[number];
        }
        else
        {
            idOf = number => Roster.Find(number) ?? throw new InvalidOperationException($"the roster holds no {number}");
        }

        var reopened = view.ReopenedInRun;
        var walked = view.Walked;
        walked.UnionWith(reopened);
        var walk = walked is { Min: { } first, Max: { } last }
            ? new IdRange(first, last)
            : throw new RollcallException(ExitCode.Usage, "the run was ended before it had any id to ask", "`rollcall run` goes on with it.");
        var open = view.OpenIn(walk, now, noRecordTtl).Intersect(walked);
        return new SweepPlan(
            walk, walked, reopened.Count, walked.Count - open.Count, reopened.Numbers().Select(idOf), idOf(walk.First).Text, idOf(walk.Last).Text,

            // A row of absences that ended the walk must not end this too.
            IsRange: false)
        {
            IdOf = number => idOf(number),
            NotReached = open.Count - open.Intersect(reopened).Count,
        };
    }

    /// <summary>Refuses numbers where ids have none.</summary>
    /// <exception cref="RollcallException">Exit code 2.</exception>
    public static void CheckUnnumbered(RegistryDefinition definition, WalkRequest request)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Start is not null || request.End is not null)
        {
            var source = definition.Ids is IdSource.List ? "list" : "listing";
            throw new RollcallException(ExitCode.Usage, $"{definition.File}: --start and --end are numbers of a range, but the ids come from a {source}", $"Leave them out; --max-cases takes the first ids of the {source}.");
        }

        Walks.CheckMaxCases(request);
    }

    private SweepPlan PlanRange(IdSource.Range source, WalkRequest request, ILedgerView view, TimeSpan noRecordTtl, DateTimeOffset now)
    {
        var walk = Walks.Of(request, source, KnownMark(view));
        var numbers = partition.NumbersOf(source);
        var open = Open(request, walk, view, noRecordTtl, now, text => numbers.TryParse(text, out var id) ? id.Ordinal : null);
        return new SweepPlan(
            walk, IdSet.Of([walk]), open.Count, walk.Count - open.Count, open.Numbers().Select(n => numbers[n]), numbers[walk.First].Text, numbers[walk.Last].Text, IsRange: true)
        {
            IdOf = number => numbers[number],
        };
    }

    // A number that a sweep has seen may have been just where that sweep ended: only a search knows a mark.
    private static long? KnownMark(ILedgerView view) => view.Probes.Result is { } result ? Math.Max(result.Mark, view.HighestSeen ?? 0) : null;

    private SweepPlan PlanRoster(IReadOnlyList<RecordId> ids, WalkRequest request, ILedgerView view, TimeSpan noRecordTtl, DateTimeOffset now)
    {
        CheckUnnumbered(definition, request);
        if (request.MaxCases is { } most)
        {
            ids = [.. ids.Take((int)Math.Min(most, ids.Count))];
        }

        if (ids.Count == 0)
        {
            return SweepPlan.Unknown with { IsRange = false };
        }

        var ordinals = ids.ToDictionary(id => id.Text, id => id.Ordinal, StringComparer.Ordinal);
        var walk = new IdRange(1, Roster.Count);
        var open = Open(request, walk, view, noRecordTtl, now, text => ordinals.TryGetValue(text, out var ordinal) ? ordinal : null);
        var asked = ids.Where(id => open.Contains(id.Ordinal)).ToList();
        return new SweepPlan(walk, IdSet.Of(ids.Select(id => new IdRange(id.Ordinal, id.Ordinal)).OrderBy(r => r.First)), asked.Count, ids.Count - asked.Count, asked, ids[0].Text, ids[^1].Text, IsRange: false)
        {
            IdOf = Roster.Find,
        };
    }

    private string PathOf(IdSource.List source) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(definition.File))!, source.File);

    private IdSet Open(WalkRequest request, IdRange walk, ILedgerView view, TimeSpan noRecordTtl, DateTimeOffset now, Func<string, long?> ordinalOf)
    {
        var open = view.OpenIn(walk, now, noRecordTtl);
        if (request.Recollect)
        {
            for (var number = walk.First; number <= walk.Last; number++)
            {
                Reopen(open, number, view);
            }
        }
        else if (request.RefreshOlderThan is { } age)
        {
            foreach (var (text, collectedAt) in NewestRecords())
            {
                if (collectedAt < now - age && ordinalOf(text) is { } number && walk.Contains(number))
                {
                    Reopen(open, number, view);
                }
            }
        }

        return open;
    }

    // What this run has settled is not asked twice, whatever the flags say: they stand again on the command line of a resume.
    private static void Reopen(IdSet open, long number, ILedgerView view)
    {
        if (view.OutcomeOf(number) == Outcome.Success && !view.IsSettledInRun(number))
        {
            open.Add(number);
        }
    }

    private Dictionary<string, DateTimeOffset> NewestRecords()
    {
        var newest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var folder = Path.Combine(outputFolder, recordsFolder);
        if (!Directory.Exists(folder))
        {
            return newest; // before the first record
        }

        foreach (var (_, read) in RecordFile.ReadFolder(folder))
        {
            if (read is RecordRead.Sound { Document: var document } && document.Registry == definition.Name && document.Partition == partition.Name
                && (!newest.TryGetValue(document.CaseId, out var known) || known < document.CollectedAt))
            {
                newest[document.CaseId] = document.CollectedAt;
            }
        }

        return newest;
    }

    /// <summary>Where the ids that a list or a listing gave are kept.</summary>
    public static string RosterPath(string outputFolder, string registry, string partition) =>
        Path.Combine(outputFolder, "checkpoints", registry, partition, "roster.ndjson");
}
