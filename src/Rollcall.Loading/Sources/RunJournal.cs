using Rollcall.Ledger;

namespace Rollcall.Loading.Sources;

/// <summary>A finished run as a source: the records that its journal says were saved, in that order.</summary>
internal sealed class RunJournal
{
    private readonly JournalFile _journal;

    private RunJournal(JournalFile journal) => _journal = journal;

    /// <summary>The run that a name means: a journal's or summary's path, or a run's id in the output folder; null when it means none.</summary>
    /// <exception cref="RollcallException">It means a run that has not finished, or a journal that cannot be read.</exception>
    public static RunJournal? Find(string name, string outputDirectory)
    {
        var path = Path.ChangeExtension(name, ".ndjson");
        if (JournalFile.RunIdOf(path) is null || !File.Exists(path))
        {
            path = JournalFile.PathOf(outputDirectory, name);
            if (Path.GetFileName(name) != name || !File.Exists(path))
            {
                return null;
            }
        }

        try
        {
            var run = new RunJournal(JournalFile.Open(path));
            run.RequireEnd();
            return run;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RollcallException(
                ExitCode.Usage, $"The journal {path} cannot be read: {e.Message}.", "Load the folder of its records instead, or restore the journal.", e);
        }
    }

    public IEnumerable<SourceRecord> Read()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_journal.Path))!;
        foreach (var line in _journal.Lines())
        {
            if (line is JournalLine.Entry { Event: LedgerEvent.Settled { Outcome: Outcome.Success, SavedPath: { } saved } })
            {
                yield return RecordFolder.ReadFile(Path.Combine(folder, saved));
            }
        }
    }

    // A run that goes on would be loaded in part and look whole.
    private void RequireEnd()
    {
        var end = _journal.Lines()
            .OfType<JournalLine.Entry>()
            .Select(e => e.Event)
            .LastOrDefault(e => e is LedgerEvent.Stopped or LedgerEvent.Resumed);
        if (end is not LedgerEvent.Stopped stopped || !stopped.Reason.Finishes())
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"Run {_journal.Header.RunId} has not finished.",
                "Run its command again to finish it, or load the folder of its records as far as they go.");
        }
    }
}
