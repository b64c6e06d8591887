using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Ids;

namespace Rollcall.Ledger.Checkpoints;

/// <summary>The properties of a checkpoint, in the order they are written. Described for users in docs/ledger.md.</summary>
internal sealed class CheckpointContent
{
    /// <summary>The version of the format that this program writes. Later ones are refused; of earlier ones the journals are replayed anew.</summary>
    public const int PresentVersion = 1;

    public int SchemaVersion { get; set; } = PresentVersion;

    public required string Registry { get; set; }

    public required string Partition { get; set; }

    /// <summary>The number in the file's name.</summary>
    public required long Sequence { get; set; }

    public required string RunId { get; set; }

    public required DateTime CreatedAt { get; set; }

    /// <summary><c>running</c>, or why the run's last process ended.</summary>
    public required string Status { get; set; }

    public required string DefinitionHash { get; set; }

    /// <summary>The journal up to whose offset this is the replay, how many lines that is, and the last one's number in the chain.</summary>
    public required string Journal { get; set; }

    public required long JournalOffset { get; set; }

    public required int JournalLine { get; set; }

    public required long JournalSeq { get; set; }

    /// <summary>What stands before that offset, in short: a journal that was cut and written on differently is not this one.</summary>
    public required string JournalTrace { get; set; }

    public required MarksContent Marks { get; set; }

    public required ProbeContent Probe { get; set; }

    public required RunContent Run { get; set; }

    public required IdSet Walked { get; set; }

    public required IdSet Unavailable { get; set; }

    public required SortedDictionary<string, IdSet> Failed { get; set; }

    /// <summary>Intervals within which every <see cref="NoRecord"/> is of that day, is unconfirmed, stood for an earlier run only.</summary>
    public required SortedDictionary<string, IdSet> NoRecordDays { get; set; }

    public required IdSet NoRecordProvisional { get; set; }

    public required IdSet NoRecordLapsed { get; set; }

    public required IdSet NoRecord { get; set; }

    public required IdSet Success { get; set; }

    internal sealed class MarksContent
    {
        /// <summary>The highest number known to exist.</summary>
        public long? Observed { get; set; }

        /// <summary>The highest number with a record.</summary>
        public long? Collected { get; set; }
    }

    internal sealed class ProbeContent
    {
        public required IdSet Seen { get; set; }

        public required IdSet Missed { get; set; }

        public required IdSet Undecided { get; set; }

        /// <summary>Of those missed, numbers above every record then known.</summary>
        public IdSet MissedAbove { get; set; } = new();

        public long Requests { get; set; }

        /// <summary>Whether the result is of this run.</summary>
        public bool IsOver { get; set; }

        /// <summary>What a search ended with.</summary>
        public MarkContent? Result { get; set; }
    }

    internal sealed class MarkContent
    {
        public DateTime Timestamp { get; set; }

        public long Mark { get; set; }

        public double Confidence { get; set; }

        public int Requests { get; set; }
    }

    /// <summary>The newest run. Its sets, failures aside, are intervals within which every id of that outcome is of this run.</summary>
    internal sealed class RunContent
    {
        public required IdSet Success { get; set; }

        public required IdSet Unavailable { get; set; }

        public required IdSet NoRecord { get; set; }

        /// <summary>The ids themselves: one that failed may have a record from before.</summary>
        public required IdSet Failed { get; set; }

        public required IdSet Reopened { get; set; }

        public long Attempts { get; set; }

        public long Retries { get; set; }

        public long Requests { get; set; }

        public required List<ErrorSample> Errors { get; set; }
    }
}

/// <summary>Id sets as text in JSON, without a .NET string of a megabyte on the way.</summary>
internal sealed class IdSetJson : JsonConverter<IdSet>
{
    public override IdSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && !reader.HasValueSequence && IdSet.TryParse(reader.ValueSpan, out var set)
            ? set
            : throw new JsonException("these are no ascending intervals");

    public override void Write(Utf8JsonWriter writer, IdSet value, JsonSerializerOptions options)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>(Math.Max(16, value.Ranges.Count * 16));
        value.WriteTo(text);
        writer.WriteStringValue(text.WrittenSpan);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(IdSetJson)])]
[JsonSerializable(typeof(CheckpointContent))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
