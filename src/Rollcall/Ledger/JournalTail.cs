namespace Rollcall.Ledger;

/// <summary>The newest events of a journal, whatever its length. Takes no lock, writes nothing.</summary>
public static class JournalTail
{
    private const int MostBytes = 256 * 1024;

    /// <summary>The last sound lines, oldest first.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="most">At most so many; fewer when the last 256 KB hold no more.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<JournalLine.Entry> Read(JournalFile journal, int most)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var from = journal.Beginning;
        var length = new FileInfo(journal.Path).Length;
        if (length - MostBytes > from.Offset)
        {
            // In the middle of a line, most likely: what is left of it is no sound line and is passed over. Which number the next one has nobody knows here.
            from = new JournalPosition(length - MostBytes, 0, 0);
        }

        var last = new Queue<JournalLine.Entry>();
        foreach (var entry in journal.LinesFrom(from).OfType<JournalLine.Entry>())
        {
            if (last.Count == most)
            {
                last.Dequeue();
            }

            last.Enqueue(entry);
        }

        return [.. last];
    }
}
