using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rollcall.Registries;

namespace Rollcall.Ledger.Journals;

/// <summary>Reads a journal's lines. Pure.</summary>
internal static class LineReader
{
    /// <summary>The event and the number of a sound line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="runId">Whose journal it stands in.</param>
    /// <exception cref="FormatException">The line is damaged; the message says how.</exception>
    public static (long Seq, LedgerEvent Event) Event(ReadOnlySpan<byte> line, string runId)
    {
        var content = Parse(line, JournalJson.Default.LineContent);
        return content.RunId == runId
            ? (content.Seq, LineMapping.ToEvent(content))
            : throw new FormatException($"the line belongs to run '{content.RunId}'");
    }

    /// <summary>The header in a journal's first line.</summary>
    /// <exception cref="FormatException">The line is damaged, or no header; the message says how.</exception>
    /// <exception cref="RollcallException">The journal was written by a later version: exit code 2.</exception>
    public static JournalHeader Header(ReadOnlySpan<byte> line, string path)
    {
        var content = Parse(line, JournalJson.Default.HeaderContent);
        if (content.Kind != HeaderContent.KindWord)
        {
            throw new FormatException("the first line is not the journal's header");
        }

        if (content.SchemaVersion > JournalHeader.SchemaVersion)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"{path} has schema version {content.SchemaVersion}; this program knows versions up to {JournalHeader.SchemaVersion}",
                "Use the version of Rollcall that wrote it, or a later one.");
        }

        return new JournalHeader(
            content.Seq,
            Need(content.RunId, "run_id"),
            new PartitionIdentity(
                new RegistryIdentity(Need(content.Registry, "registry"), content.Source ?? "", content.IdPattern ?? "", content.Site ?? ""),
                Need(content.Partition, "partition")),
            content.DefinitionHash ?? "",
            new DateTimeOffset(DateTime.SpecifyKind(content.Timestamp, DateTimeKind.Utc)),
            content.BatchId,
            content.PreviousJournal,
            content.PreviousSeq)
        {
            Origin = content.DefinitionFile is { } file
                ? new RunOrigin(file, content.Values ?? new SortedDictionary<string, string>(StringComparer.Ordinal), content.Mode, content.BaseUrl)
                {
                    Settings = content.Settings ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
                    SettingsFile = content.SettingsFile,
                    Recollect = content.Recollect ?? false,
                    ProbeOnly = content.ProbeOnly ?? false,
                    RefreshOlderThan = content.RefreshOlderThan,
                }
                : null,
        };
    }

    private static T Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        if (!LineSeal.Holds(line))
        {
            throw new FormatException("the line does not match its check (crc)");
        }

        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new FormatException("the line is empty");
        }
        catch (JsonException ex)
        {
            throw new FormatException($"the line is no JSON object of this version: {ex.Message}", ex);
        }
    }

    private static string Need(string? value, string name) => value ?? throw new FormatException($"{name} is missing");
}
