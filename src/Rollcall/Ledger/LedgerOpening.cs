using Rollcall.Ids;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;

namespace Rollcall.Ledger;

/// <summary>Which run a ledger is opened on, as the contract's "Runs and resuming" says. Pure.</summary>
internal abstract record LedgerOpening
{
    private LedgerOpening()
    {
    }

    /// <summary>The run's id.</summary>
    public abstract string RunId { get; }

    /// <summary>A new run.</summary>
    public sealed record Start(JournalHeader Header) : LedgerOpening
    {
        /// <inheritdoc/>
        public override string RunId => Header.RunId;
    }

    /// <summary>A run is taken up; its journal goes on with this.</summary>
    public sealed record Resume(JournalFile Journal, IReadOnlyList<LedgerEvent> First) : LedgerOpening
    {
        /// <inheritdoc/>
        public override string RunId => Journal.Header.RunId;
    }

    /// <summary>Decides.</summary>
    /// <exception cref="RollcallException">The intent does not fit what is there: exit code 2, with the remedy.</exception>
    public static LedgerOpening Decide(PartitionHistory history, LedgerRequest request, DateTimeOffset now)
    {
        var newest = history.Newest;
        if (newest is not null)
        {
            Believe(newest.Header, request);
        }

        switch (request.Intent)
        {
            case OpenIntent.Retry retry:
                return Take(Named(newest, retry.RunId), request, now, Reopening(history.State, retry, now));
            case OpenIntent.Reread reread:
                return Take(Named(newest, reread.RunId), request, now, null);
            case OpenIntent.Continuing when newest is not null && !history.State.Run.IsFinished:
                return Take(newest, request, now, null);
            default:
                return new Start(new JournalHeader(
                    newest is null ? 1 : history.End.Seq + 1,
                    history.Partition.NewRunId(now, newest?.Header.RunId),
                    request.Identity,
                    request.DefinitionHash,
                    now,
                    request.BatchId,
                    newest?.Name,
                    newest is null ? 0 : history.End.Seq)
                {
                    Origin = request.Origin,
                });
        }
    }

    private static Resume Take(JournalFile journal, LedgerRequest request, DateTimeOffset now, LedgerEvent? further)
    {
        if (journal.Header.Identity.Registry.DifferencesTo(request.Identity.Registry) is { Count: > 0 } differences)
        {
            throw Refused($"run {journal.Header.RunId} cannot go on with another {string.Join(", ", differences)}", "Give it as it was, or start anew with --fresh.");
        }

        LedgerEvent resumed = new LedgerEvent.Resumed(now, request.DefinitionHash, $"process {Environment.ProcessId}");
        return new Resume(journal, further is null ? [resumed] : [resumed, further]);
    }

    /// <summary>Under another pattern or source the numbers mean other ids, so nothing of the account would be true.</summary>
    private static void Believe(JournalHeader header, LedgerRequest request)
    {
        var now = request.Identity.Registry;
        var sameSite = header.Identity.Registry with { Site = now.Site };
        if (sameSite.DifferencesTo(now) is { Count: > 0 } differences)
        {
            throw Refused(
                $"the account of {now.Registry} was kept with another {string.Join(", ", differences)}",
                "Give the definition as it was, or give the registry another name, or another --output.");
        }
    }

    private static JournalFile Named(JournalFile? newest, string runId)
    {
        if (newest is null)
        {
            throw Refused($"there is no run {runId}", "`rollcall status` lists the runs of the output folder.");
        }

        return newest.Header.RunId == runId
            ? newest
            : throw Refused($"run {runId} is not the newest of its partition", $"Name {newest.Header.RunId}: what is still failed is failed there too, or open.");
    }

    private static LedgerEvent.Reopened? Reopening(LedgerState state, OpenIntent.Retry retry, DateTimeOffset now)
    {
        var ids = state.Failures.Of(retry.Class);
        return ids.IsEmpty ? null : new LedgerEvent.Reopened(now, ids.ToString(), retry.Class is null ? "retry" : $"retry of {Fetching.FailureClassNames.Word(retry.Class.Value)}");
    }

    private static RollcallException Refused(string what, string remedy) => new(ExitCode.Usage, what, remedy);
}
