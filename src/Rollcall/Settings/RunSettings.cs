namespace Rollcall.Settings;

/// <summary>How a run behaves. Made by <see cref="SettingLayers"/>, which checks every value; frozen from then on.</summary>
public sealed record RunSettings
{
    /// <summary>Workers, each with one id in hand.</summary>
    public int Concurrency { get; init; }

    /// <summary>Attempts after an id's first, for faults and unrecognised pages.</summary>
    public int MaxRetries { get; init; }

    /// <summary>The wait before the first retry.</summary>
    public TimeSpan RetryBackoff { get; init; }

    /// <summary>What each further wait is multiplied by.</summary>
    public double RetryFactor { get; init; }

    /// <summary>No wait is longer, unless the site asks for it.</summary>
    public TimeSpan RetryBackoffMax { get; init; }

    /// <summary>The share by which a wait varies at random, to both sides.</summary>
    public double RetryJitter { get; init; }

    /// <summary>The limit of one request.</summary>
    public TimeSpan RequestTimeout { get; init; }

    /// <summary>The limit of one attempt at an id, browser work included.</summary>
    public TimeSpan JobTimeout { get; init; }

    /// <summary>The limit of the whole exit after a signal.</summary>
    public TimeSpan GracefulShutdownTimeout { get; init; }

    /// <summary>The shortest wait between two requests to one host.</summary>
    public TimeSpan DelayMin { get; init; }

    /// <summary>The longest wait between two requests to one host.</summary>
    public TimeSpan DelayMax { get; init; }

    /// <summary>The wait is at least so many times as long as the site took to answer; null for no such rule.</summary>
    public double? PaceByLatency { get; init; }

    /// <summary>Whether robots.txt is obeyed.</summary>
    public bool RespectRobots { get; init; }

    /// <summary>So many absences in a row above the highest record end the sweep; null for never.</summary>
    public int? SafeStopNoRecords { get; init; }

    /// <summary>So many failures in a row end the sweep; null for never.</summary>
    public int? SafeStopFailures { get; init; }

    /// <summary>How long a parked run waits for the site before it ends.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>A canary after so many ids; null for never.</summary>
    public int? CanaryEvery { get; init; }

    /// <summary>A canary after so many absences that nothing has confirmed; null for never.</summary>
    public int? CanaryAfterMisses { get; init; }

    /// <summary>The share of failed ids that ends the run; null for never.</summary>
    public double? AbortFailureRate { get; init; }

    /// <summary>Of how many ids, the newest, it is the share.</summary>
    public int AbortWindow { get; init; }

    /// <summary>No failure rate is judged before so many ids.</summary>
    public int AbortMinOperations { get; init; }

    /// <summary>The share of records' pages without a required field that ends the run; null for never.</summary>
    public double? LayoutDriftRate { get; init; }

    /// <summary>Of how many records' pages, the newest, it is the share.</summary>
    public int LayoutDriftWindow { get; init; }

    /// <summary>So many ids that crash the browser within <see cref="AbortBrowserCrashWindow"/> end the run; null for never.</summary>
    public int? AbortBrowserCrashes { get; init; }

    /// <summary>The time within which crashes add up.</summary>
    public TimeSpan AbortBrowserCrashWindow { get; init; }

    /// <summary>So many records expected by the partition's history, and none found, end the run; null for never.</summary>
    public int? AbortZeroYield { get; init; }

    /// <summary>The most requests that a run spends on finding the highest number, retries and canaries included.</summary>
    public int ProbeBudget { get; init; }

    /// <summary>The requests after which a search for it is content with less certainty.</summary>
    public int ProbeTypicalGoal { get; init; }

    /// <summary>How long an absence below the mark is believed.</summary>
    public TimeSpan NoRecordTtl { get; init; }

    /// <summary>How long a listing that was read as a whole is not read again.</summary>
    public TimeSpan ListingTtl { get; init; }

    /// <summary>Whether every page is kept, not only those of failures.</summary>
    public bool PersistRawHtml { get; init; }

    /// <summary>How many pages of one failure class a run keeps.</summary>
    public int EvidencePerClass { get; init; }

    /// <summary>A checkpoint after so many settled ids.</summary>
    public int CheckpointEveryIds { get; init; }

    /// <summary>A checkpoint after so much time.</summary>
    public TimeSpan CheckpointEvery { get; init; }

    /// <summary>How many checkpoints are kept.</summary>
    public int CheckpointKeep { get; init; }

    /// <summary>How often a write that the storage refused is tried again.</summary>
    public int ExportWriteRetries { get; init; }

    /// <summary>The wait before each of these tries.</summary>
    public TimeSpan ExportWriteBackoff { get; init; }

    /// <summary>The folder for everything that is written.</summary>
    public string OutputDir { get; init; } = "";

    /// <summary>The folder of the records in it.</summary>
    public string PerCaseSubdir { get; init; } = "";

    /// <summary>How many log files are kept; 0 for writing none.</summary>
    public int LogKeep { get; init; }

    /// <summary>The size, in MB, at which another log file is begun.</summary>
    public int LogMaxMegabytes { get; init; }

    /// <summary>The User-Agent sent; empty for <c>Rollcall/version (+contact)</c>.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The proxy for all requests; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether each batch of a load commits by itself; otherwise everything commits together or not at all.</summary>
    public bool EnableBatchProcessing { get; init; }

    /// <summary>Records in a batch of a load.</summary>
    public int BatchSize { get; init; }

    /// <summary>The time one attempt at validating a batch may take.</summary>
    public TimeSpan BatchValidationTimeout { get; init; }

    /// <summary>How long a load can be undone.</summary>
    public TimeSpan ChangesetRetention { get; init; }

    /// <summary>How many backups of a SQLite database are kept; 0 for making none.</summary>
    public int BackupKeep { get; init; }

    /// <summary>How long another writer of the database is waited for.</summary>
    public TimeSpan BusyTimeout { get; init; }

    /// <summary>The database that is loaded into; empty for a SQLite file named after the dataset in the output folder.</summary>
    public string Database { get; init; } = "";

    /// <summary>The Chromium to start; null to look for the system's.</summary>
    public string? BrowserExecutable { get; init; }

    /// <summary>The browser to use instead of starting one; null to start one.</summary>
    public Uri? BrowserEndpoint { get; init; }

    /// <summary>How often one job is done again at no cost because its browser or page died.</summary>
    public int MaxBrowserRestarts { get; init; }

    /// <summary>The share of the memory it could have, in percent, at which the browser is replaced.</summary>
    public double BrowserMaxMemoryPercent { get; init; }

    /// <summary>The age at which the browser is replaced.</summary>
    public TimeSpan BrowserMaxAge { get; init; }

    /// <summary>The jobs after which the browser is replaced.</summary>
    public int BrowserMaxJobs { get; init; }
}
