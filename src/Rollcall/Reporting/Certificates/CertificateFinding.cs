namespace Rollcall.Reporting.Certificates;

/// <summary>One thing that is wrong with an account.</summary>
/// <param name="Kind">One of the constants of this type.</param>
/// <param name="Ids">The numbers concerned, as intervals; empty when they are not known.</param>
/// <param name="CaseId">The id's text, when the finding is about one.</param>
/// <param name="File">The file concerned, relative to the output folder.</param>
/// <param name="Problem">What is wrong, for a person.</param>
public sealed record CertificateFinding(string Kind, string Ids, string? CaseId, string? File, string Problem)
{
    /// <summary>Numbers up to the highest record seen that nobody asked, or whose outcome was lost or taken back.</summary>
    public const string Hole = "hole";

    /// <summary>Absences up to the highest record seen that nothing has confirmed.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>A partition whose listing was never read as a whole.</summary>
    public const string ListingUnread = "listing_unread";

    /// <summary>A record of the ledger without its file.</summary>
    public const string RecordMissing = "record_missing";

    /// <summary>A record's file that cannot be read, or whose content does not match its own hash.</summary>
    public const string RecordDamaged = "record_damaged";

    /// <summary>A record's file that says something else than the ledger: another id, content or state.</summary>
    public const string RecordDiffers = "record_differs";

    /// <summary>A file that claims to be a record of the partition, but that the ledger never heard of.</summary>
    public const string RecordUnknown = "record_unknown";

    /// <summary>An absence without the site's words that say so.</summary>
    public const string EvidenceMissing = "evidence_missing";

    /// <summary>A journal's line that is damaged or missing. What it said was asked again, or is a hole.</summary>
    public const string JournalDamaged = "journal_damaged";

    /// <summary>A file among the records that cannot be read, so that nobody knows whose it is.</summary>
    public const string FileUnreadable = "file_unreadable";

    /// <summary>How many findings of one kind are named; the rest is counted.</summary>
    public const int MostOfAKind = 10_000;

    /// <summary>All kinds, the grave ones first.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [Hole, Unconfirmed, ListingUnread, RecordMissing, RecordDamaged, RecordDiffers, RecordUnknown, EvidenceMissing, JournalDamaged, FileUnreadable];

    /// <summary>Whether a finding of this kind means that the account is not complete; others are for information.</summary>
    public static bool IsGrave(string kind) => kind is not (JournalDamaged or FileUnreadable);
}
