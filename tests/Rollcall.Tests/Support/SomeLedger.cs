using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reading;
using Rollcall.Registries;

namespace Rollcall.Tests.Support;

/// <summary>Ledger requests and events with everything filled in that a test does not care about.</summary>
public static class SomeLedger
{
    public static readonly DateTimeOffset Noon = new(2025, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static LedgerRequest Request(string folder, OpenIntent? intent = null, string partition = "25") => new()
    {
        OutputFolder = folder,
        Identity = new PartitionIdentity(new RegistryIdentity("court", "range", "IMM-{number}-{yy}", "https://court.example/"), partition),
        DefinitionHash = "d1",
        Intent = intent ?? OpenIntent.Continue,
    };

    public static RecordId Id(long number) => new(number, $"IMM-{number}-25");

    public static LedgerEvent Attempt(long number, FailureClass? failure = null, int attempt = 1) => new LedgerEvent.Attempted(
        Noon, Id(number), attempt, failure is null ? Note(AnswerKind.Found) : Note(AnswerKind.Fault, failure), TimeSpan.FromMilliseconds(12.5), Requests: 1);

    public static LedgerEvent Found(long number) => new LedgerEvent.Settled(Noon, Id(number), Outcome.Success, 1, Note(AnswerKind.Found))
    {
        SavedPath = $"json/2025/IMM-{number}-25-20251122.json",
        ContentSha256 = new string('a', 64),
    };

    public static LedgerEvent Unavailable(long number, UnavailableKind kind = UnavailableKind.Withheld) =>
        new LedgerEvent.Settled(Noon, Id(number), Outcome.Success, 1, Note(AnswerKind.Unavailable)) { Unavailable = kind };

    public static LedgerEvent Absent(long number, DateTimeOffset? at = null) =>
        new LedgerEvent.Settled(at ?? Noon, Id(number), Outcome.NoRecord, 1, new AnswerNote(AnswerKind.Absent, "No such record", 404, null, null));

    public static LedgerEvent Failed(long number, FailureClass failure = FailureClass.Timeout) =>
        new LedgerEvent.Settled(Noon, Id(number), Outcome.Failed, 4, Note(AnswerKind.Fault, failure));

    public static LedgerEvent Seal(string ids) => new LedgerEvent.Sealed(Noon, ids);

    public static LedgerEvent Void(string ids) => new LedgerEvent.Voided(Noon, ids, "the canary was not found");

    public static LedgerEvent Stop(StopReason reason) => new LedgerEvent.Stopped(Noon, reason, "");

    public static AnswerNote Note(AnswerKind kind, FailureClass? failure = null) =>
        new(kind, null, failure is null ? 200 : null, failure, failure is null ? null : $"{failure} of the site");

    /// <summary>Appends, waits until it is durable.</summary>
    public static async Task AppendAsync(this ILedger ledger, params LedgerEvent[] events) =>
        await ledger.AppendAsync(events, CancellationToken.None);

    /// <summary>The open ids of 1 to <paramref name="last"/> at noon, as intervals.</summary>
    public static string Open(this ILedger ledger, long last, DateTimeOffset? now = null) =>
        ledger.View.OpenIn(new IdRange(1, last), now ?? Noon, Month).ToString();
}
