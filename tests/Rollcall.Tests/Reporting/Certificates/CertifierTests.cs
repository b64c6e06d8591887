using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Reporting.Certificates;
using Rollcall.Storage;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Reporting.Certificates;

public sealed class CertifierTests : IDisposable
{
    private readonly Account _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task Every_number_of_the_walk_has_exactly_one_outcome_and_the_sums_agree()
    {
        await _account.RunAsync(
            Plan("1-20"), await SavedAsync(1), await SavedAsync(2), Absent(3), await SavedAsync(4, UnavailableKind.Withheld), Failed(5), await SavedAsync(6), Absent(7), Seal("3,7"), Stop(StopReason.Sigterm));

        var certificate = Certify();

        Assert.Equal(("1-20", 20, 6), (certificate.Walk, certificate.Size, certificate.HighestSeen));
        Assert.Equal((4, 1, 2, 1, 13), (certificate.Succeeded, certificate.Unavailable, certificate.NoRecord, certificate.Failed, certificate.Unvisited));
        Assert.Equal(certificate.Size, certificate.Succeeded + certificate.NoRecord + certificate.Failed + certificate.Unvisited);
        var intervals = certificate.Intervals;
        Assert.Equal(("1-2,4,6", "4", "3,7", "7", "", "5", "8-20"), (intervals.Success, intervals.Unavailable, intervals.NoRecord, intervals.AbsentAboveMark, intervals.Unconfirmed, intervals.Failed, intervals.Unvisited));
        Assert.Equal((4, 0), (certificate.RecordFilesMatched, certificate.RecordFilesSuperseded));
        Assert.Empty(certificate.Findings);
        Assert.Equal("sigterm", Assert.Single(certificate.Runs).Stop);
        Assert.True(certificate.IsComplete);
        Assert.Equal(ExitCode.Completed, certificate.ExitCode);
    }

    [Fact]
    public async Task A_hole_below_the_highest_record_is_named()
    {
        await _account.RunAsync(Plan("1-9"), await SavedAsync(1), await SavedAsync(4), await SavedAsync(8));

        var certificate = Certify();

        Assert.Equal(ExitCode.NotAccountedFor, certificate.ExitCode);
        Assert.Equal("2-3,5-7", certificate.NotAccountedFor);
        Assert.Equal(5, certificate.NotAccountedForCount);
        Assert.Equal([(CertificateFinding.Hole, "2-3"), (CertificateFinding.Hole, "5-7")], certificate.Findings.Select(f => (f.Kind, f.Ids)));
    }

    [Fact]
    public async Task A_hole_at_the_start_shows_when_the_walk_is_given()
    {
        await _account.RunAsync(await SavedAsync(3));

        Assert.True(Certify().IsComplete);
        Assert.Equal("1-2", Certify(new IdRange(1, 5)).NotAccountedFor);
    }

    [Fact]
    public async Task What_no_run_was_to_ask_is_named_and_not_claimed()
    {
        await _account.RunAsync(Plan("3-5"), await SavedAsync(3), await SavedAsync(4), await SavedAsync(5), await SavedAsync(9));

        var certificate = Certify();

        Assert.True(certificate.IsComplete);
        Assert.Equal((3, "6-8", 0), (certificate.NotWalked, certificate.Intervals.NotWalked, certificate.NotAccountedForCount));
        Assert.Equal((0, ""), (Certify(new IdRange(3, 9)).NotWalked, Certify(new IdRange(3, 9)).Intervals.NotWalked));
    }

    [Fact]
    public async Task An_absence_that_nothing_confirmed_is_not_accounted_for_below_the_mark()
    {
        await _account.RunAsync(Absent(1), await SavedAsync(2), Seal("1"), Absent(3), await SavedAsync(4), Absent(5));

        var certificate = Certify();

        Assert.Equal("3", certificate.NotAccountedFor);
        Assert.Equal("3", certificate.Intervals.Unconfirmed);
        Assert.Equal("5", certificate.Intervals.AbsentAboveMark);
        var finding = Assert.Single(certificate.Findings);
        Assert.Equal((CertificateFinding.Unconfirmed, "IMM-3-25"), (finding.Kind, finding.CaseId));
    }

    [Fact]
    public async Task A_voided_absence_is_a_hole()
    {
        await _account.RunAsync(Absent(1), Void("1"), await SavedAsync(2));

        Assert.Equal("1", Certify(new IdRange(1, 2)).NotAccountedFor);
    }

    [Fact]
    public async Task A_record_without_its_file_is_named_with_both()
    {
        await _account.RunAsync(await SavedAsync(1), await SavedAsync(2));
        File.Delete(Path.Combine(_account.Folder, "json/2025/IMM-2-25-20251122.json"));

        var finding = Assert.Single(Certify().Findings);

        Assert.Equal((CertificateFinding.RecordMissing, "2", "IMM-2-25", "json/2025/IMM-2-25-20251122.json"), (finding.Kind, finding.Ids, finding.CaseId, finding.File));
        Assert.Equal("2", Certify().NotAccountedFor);
    }

    [Fact]
    public async Task Any_changed_letter_of_a_record_is_noticed()
    {
        await _account.RunAsync(await SavedAsync(1));
        var path = Path.Combine(_account.Folder, "json/2025/IMM-1-25-20251122.json");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text.Replace("title of 1", "title of 2", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var finding = Assert.Single(Certify().Findings);

        Assert.Equal((CertificateFinding.RecordDamaged, "1", "json/2025/IMM-1-25-20251122.json"), (finding.Kind, finding.Ids, finding.File));
    }

    [Fact]
    public async Task A_sound_file_with_another_content_than_the_ledger_knows_is_noticed()
    {
        var settled = (LedgerEvent.Settled)await SavedAsync(1);
        await _account.RunAsync(settled with { ContentSha256 = new string('b', 64) });

        var finding = Assert.Single(Certify().Findings);

        Assert.Equal(CertificateFinding.RecordDiffers, finding.Kind);
        Assert.Contains(new string('b', 64), finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_another_ids_record_is_noticed()
    {
        var other = (LedgerEvent.Settled)await SavedAsync(2);
        await _account.RunAsync(other with { Id = Id(1) });

        var finding = Assert.Single(Certify().Findings);

        Assert.Equal((CertificateFinding.RecordDiffers, "1"), (finding.Kind, finding.Ids));
        Assert.Contains("IMM-2-25", finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_no_journal_knows_is_named_even_for_an_id_that_has_its_record()
    {
        await _account.RunAsync(await SavedAsync(1));
        await SavedAsync(1);

        var certificate = Certify();

        var finding = Assert.Single(certificate.Findings);
        Assert.Equal((CertificateFinding.RecordUnknown, "IMM-1-25", "json/2025/IMM-1-25-20251122-1.json"), (finding.Kind, finding.CaseId, finding.File));
        Assert.False(certificate.IsComplete);
    }

    [Fact]
    public async Task An_older_record_of_the_same_id_is_superseded_not_unknown()
    {
        await _account.RunAsync(await SavedAsync(1), await SavedAsync(1));

        var certificate = Certify();

        Assert.Equal((1, 1), (certificate.RecordFilesMatched, certificate.RecordFilesSuperseded));
        Assert.True(certificate.IsComplete);
    }

    [Fact]
    public async Task Two_ids_that_share_a_file_are_noticed()
    {
        var settled = (LedgerEvent.Settled)await SavedAsync(1);
        await _account.RunAsync(settled, settled with { Id = Id(2) });

        Assert.Equal("1-2", Certify().NotAccountedFor);
    }

    [Fact]
    public async Task Other_partitions_records_in_the_folder_are_no_concern()
    {
        await _account.RunAsync(await SavedAsync(1));
        await SavedAsync(1, partition: "24");

        Assert.True(Certify().IsComplete);
    }

    [Fact]
    public async Task An_absence_without_the_sites_words_is_no_evidence()
    {
        var absent = (LedgerEvent.Settled)Absent(1);
        await _account.RunAsync(absent with { Answer = absent.Answer with { Marker = null } }, await SavedAsync(2), Seal("1"));

        Assert.Equal(CertificateFinding.EvidenceMissing, Assert.Single(Certify().Findings).Kind);
    }

    [Fact]
    public async Task A_damaged_line_is_named_and_its_id_is_a_hole_but_a_damaged_line_alone_is_none()
    {
        await _account.RunAsync(Attempt(1), await SavedAsync(1), await SavedAsync(2), await SavedAsync(3));
        var text = await File.ReadAllTextAsync(_account.Journal(), TestContext.Current.CancellationToken);

        await File.WriteAllTextAsync(_account.Journal(), text.Replace("\"kind\":\"attempt\"", "\"kind\":\"atempt\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var harmless = Certify();
        Assert.Equal([CertificateFinding.JournalDamaged], harmless.Findings.Select(f => f.Kind));
        Assert.True(harmless.IsComplete);

        await File.WriteAllTextAsync(_account.Journal(), text.Replace("\"ordinal\":2", "\"ordinal\":7", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var lost = Certify();
        Assert.Equal([CertificateFinding.Hole, CertificateFinding.RecordUnknown, CertificateFinding.JournalDamaged], lost.Findings.Select(f => f.Kind));
        Assert.Equal("2", lost.NotAccountedFor);
        Assert.Contains("line 4", lost.Findings[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_checkpoint_is_believed()
    {
        await _account.RunAsync(Plan("1-3"), await SavedAsync(1), await SavedAsync(2), await SavedAsync(3));
        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_account.Journal(), [.. lines[..3], lines[4]], TestContext.Current.CancellationToken);

        Assert.Equal("2", Certify().NotAccountedFor);
    }

    [Fact]
    public async Task It_spans_the_runs_of_a_partition_and_names_a_missing_journal()
    {
        await _account.RunAsync(Plan("1-3"), await SavedAsync(1), Stop(StopReason.Completed));
        await _account.RunAsync(await SavedAsync(2), Stop(StopReason.Completed));
        await _account.RunAsync(await SavedAsync(3));
        Assert.True(Certify().IsComplete);
        Assert.Equal(3, Certify().Runs.Count);

        File.Delete(_account.Journals()[1]);

        var certificate = Certify();
        Assert.Equal("2", certificate.NotAccountedFor);
        Assert.Equal(1, certificate.FindingCounts[CertificateFinding.JournalDamaged]);
    }

    [Fact]
    public async Task The_evidence_has_a_hash_that_others_can_compute()
    {
        var (one, two) = ((LedgerEvent.Settled)await SavedAsync(1), Absent(2));
        await _account.RunAsync(two, one, Seal("2"), Failed(3, FailureClass.Reset));

        var expected = $"1 success 2025-11-22T12:00:00.0000000Z {one.ContentSha256}\n2 no_record 2025-11-22T12:00:00.0000000Z -\n3 failed 2025-11-22T12:00:00.0000000Z -\n";

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected))), Certify().EvidenceSha256);
        Assert.Equal((Noon, Noon), (Certify().FirstOutcomeAt, Certify().LastOutcomeAt));
    }

    [Fact]
    public async Task Every_finding_is_named_and_its_number_is_not_accounted_for()
    {
        await _account.RunAsync([.. await Task.WhenAll(Enumerable.Range(1, 150).Select(n => SavedAsync(n)))]);
        Directory.Delete(Path.Combine(_account.Folder, "json"), recursive: true);

        var certificate = Certify();

        Assert.Equal(150, certificate.FindingCounts[CertificateFinding.RecordMissing]);
        Assert.Equal(150, certificate.Findings.Select(f => f.File).Distinct().Count());
        Assert.Equal("1-150", certificate.NotAccountedFor);
    }

    [Fact]
    public void Of_very_many_findings_of_a_kind_the_rest_is_counted()
    {
        var findings = new Findings();
        for (var number = 1; number <= CertificateFinding.MostOfAKind + 5; number++)
        {
            findings.Add(CertificateFinding.RecordMissing, new IdRange(number, number), caseId: null, file: null, "gone");
        }

        Assert.Equal((CertificateFinding.MostOfAKind, CertificateFinding.MostOfAKind + 5L), (findings.Named.Count, findings.Counts[CertificateFinding.RecordMissing]));
        Assert.Equal(CertificateFinding.MostOfAKind + 5, findings.Concerned.Count);
    }

    [Fact]
    public void Without_an_account_it_is_a_usage_error()
    {
        var refusal = Assert.Throws<RollcallException>(() => Certify());

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
    }

    private static LedgerEvent Plan(string ids) => new LedgerEvent.Planned(Noon, ids);

    private Certificate Certify(IdRange? walk = null) => Certifier.Certify(
        new CertificateRequest { OutputFolder = _account.Folder, Registry = "court", Partition = "25", RecordsFolder = "json", Walk = walk },
        _account.Time,
        NullLogger.Instance,
        TestContext.Current.CancellationToken);

    /// <summary>Saves a record as a sweep does, and says how it is settled.</summary>
    private async Task<LedgerEvent> SavedAsync(long number, UnavailableKind? unavailable = null, string partition = "25")
    {
        var store = RecordStore.Open(new RecordStoreOptions
        {
            OutputFolder = _account.Folder,
            Registry = "court",
            Partition = partition,
            RunId = "run",
            Retries = new WriteRetries(0, TimeSpan.Zero, _account.Time),
        });
        var content = unavailable is null ? new RecordContent([new Field("title", FieldValue.Of($"title of {number}"))], []) : RecordContent.Empty;
        var record = new CollectedRecord(Id(number), content, new Uri("https://court.example/"), Noon)
        {
            Unavailable = unavailable is { } kind ? new Unavailability(kind) : null,
        };
        var saved = Assert.IsType<SaveResult.Saved>(await store.SaveAsync(record, TestContext.Current.CancellationToken));
        return new LedgerEvent.Settled(Noon, Id(number), Outcome.Success, 1, Note(AnswerKind.Found))
        {
            SavedPath = saved.Path,
            ContentSha256 = saved.ContentSha256,
            Unavailable = unavailable,
        };
    }
}
