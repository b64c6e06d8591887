using System.Globalization;

namespace Rollcall.Settings;

/// <summary>Every setting there is. The one place for names, defaults and bounds; flags, help, schema and docs are held to it by tests.</summary>
public static class SettingCatalog
{
    /// <summary>The highest <c>concurrency</c>.</summary>
    internal const int MostWorkers = 256;

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>All settings, in the order in which the docs list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Whole("concurrency", 4, 1, MostWorkers, "workers", (s, v) => s with { Concurrency = v }),
        Setting.Whole("max_retries", 3, 0, 100, "attempts after the first, for faults and unrecognised pages", (s, v) => s with { MaxRetries = v }),
        Setting.Duration("retry_backoff", "1s", TimeSpan.Zero, "wait before the first retry", (s, v) => s with { RetryBackoff = v }),
        Setting.Number("retry_factor", 2, 1, 100, "each further wait is so many times longer", (s, v) => s with { RetryFactor = v }),
        Setting.Duration("retry_backoff_max", "300s", TimeSpan.Zero, "longest wait before a retry, unless Retry-After asks for more", (s, v) => s with { RetryBackoffMax = v }),
        Setting.Number("retry_jitter", 0.25, 0, 1, "share by which a wait varies at random", (s, v) => s with { RetryJitter = v }),
        Setting.Duration("request_timeout", "30s", TimeSpan.FromMilliseconds(1), "limit of one request", (s, v) => s with { RequestTimeout = v }),
        Setting.Duration("job_timeout", "300s", TimeSpan.FromMilliseconds(1), "limit of one attempt at an id, browser work included", (s, v) => s with { JobTimeout = v }),
        Setting.Duration("graceful_shutdown_timeout", "30s", OneSecond, "limit of the whole exit after a signal", (s, v) => s with { GracefulShutdownTimeout = v }),
        Setting.Duration("delay_min", "1s", TimeSpan.Zero, "shortest wait between two requests to one host", (s, v) => s with { DelayMin = v }),
        Setting.Duration("delay_max", "3s", TimeSpan.Zero, "longest wait between two requests to one host", (s, v) => s with { DelayMax = v }),
        Setting.Parsed("pace_by_latency", "off", "a number above 0, or off", "the wait is at least so many times as long as the site took to answer", PaceByLatency),
        Setting.WholeOrOff("safe_stop_no_records", 500, "absences in a row above the highest record that end the sweep", (s, v) => s with { SafeStopNoRecords = v }),
        Setting.WholeOrOff("safe_stop_failures", 20, "failures in a row, in id order, that end the sweep", (s, v) => s with { SafeStopFailures = v }),
        Setting.Whole("probe_budget", 200, 10, 100_000, "most requests for finding the highest number, retries and canaries included", (s, v) => s with { ProbeBudget = v }),
        Setting.Whole("probe_typical_goal", 50, 10, 100_000, "requests after which a search for it is content with less certainty", (s, v) => s with { ProbeTypicalGoal = v }),
        Setting.Duration("patience", "30m", TimeSpan.Zero, "how long a parked run waits for the site before it ends", (s, v) => s with { Patience = v }),
        Setting.WholeOrOff("canary_every", 500, "ids after which a canary is asked", (s, v) => s with { CanaryEvery = v }),
        Setting.WholeOrOff("canary_after_misses", 25, "unconfirmed absences after which a canary is asked", (s, v) => s with { CanaryAfterMisses = v }),
        Setting.ShareOrOff("abort_failure_rate", 0.5, "share of failed ids that ends the run", (s, v) => s with { AbortFailureRate = v }),
        Setting.Whole("abort_window", 10, 1, 10_000, "of how many ids, the newest, it is the share", (s, v) => s with { AbortWindow = v }),
        Setting.Whole("abort_min_operations", 10, 1, 10_000, "ids before a failure rate is judged", (s, v) => s with { AbortMinOperations = v }),
        Setting.ShareOrOff("layout_drift_rate", 0.2, "share of records' pages without a required field that ends the run", (s, v) => s with { LayoutDriftRate = v }),
        Setting.Whole("layout_drift_window", 20, 1, 10_000, "of how many records' pages, the newest, it is the share", (s, v) => s with { LayoutDriftWindow = v }),
        Setting.WholeOrOff("abort_browser_crashes", 3, "ids that crash the browser, in a short time, that end the run", (s, v) => s with { AbortBrowserCrashes = v }),
        Setting.Duration("abort_browser_crash_window", "5m", TimeSpan.FromMilliseconds(1), "that time", (s, v) => s with { AbortBrowserCrashWindow = v }),
        Setting.WholeOrOff("abort_zero_yield", 20, "records that history expects, with none found, that end the run", (s, v) => s with { AbortZeroYield = v }),
        Setting.Duration("no_record_ttl", "30d", TimeSpan.Zero, "how long an absence below the mark is believed", (s, v) => s with { NoRecordTtl = v }),
        Setting.Duration("listing_ttl", "12h", TimeSpan.Zero, "how long a listing that was read as a whole is not read again", (s, v) => s with { ListingTtl = v }),
        Setting.Flagged("persist_raw_html", "keep every page, not only those of failures", (s, v) => s with { PersistRawHtml = v }),
        Setting.Whole("evidence_per_class", 200, 0, 1_000_000, "pages of one failure class kept in a run", (s, v) => s with { EvidencePerClass = v }),
        Setting.Whole("checkpoint_every_ids", 100, 1, 1_000_000, "a checkpoint after so many settled ids", (s, v) => s with { CheckpointEveryIds = v }),
        Setting.Duration("checkpoint_every", "30s", OneSecond, "a checkpoint after so much time", (s, v) => s with { CheckpointEvery = v }),
        Setting.Whole("checkpoint_keep", 3, 1, 100, "how many of the newest checkpoints are kept", (s, v) => s with { CheckpointKeep = v }),
        Setting.Whole("export_write_retries", 3, 0, 100, "tries after a record or the journal could not be written", (s, v) => s with { ExportWriteRetries = v }),
        Setting.Duration("export_write_backoff_seconds", "1s", TimeSpan.Zero, "wait before each of them", (s, v) => s with { ExportWriteBackoff = v }),
        Setting.Parsed("output_dir", "output", "a folder", "where everything is written", (s, v) => v.Length == 0 ? null : s with { OutputDir = v }),
        Setting.Parsed("per_case_subdir", "json", "a folder name without slashes", "the records' folder in it", (s, v) => IsFolderName(v) ? s with { PerCaseSubdir = v } : null),
        Setting.Whole("log_keep", 10, 0, 10_000, "how many full log files' worth of logs is kept, of all runs together; 0 writes none", (s, v) => s with { LogKeep = v }),
        Setting.Whole("log_max_megabytes", 20, 1, 10_000, "size at which another log file is begun", (s, v) => s with { LogMaxMegabytes = v }),
        Setting.Parsed("user_agent", "", "a text", "User-Agent; by default Rollcall/<version> (+contact)", (s, v) => s with { UserAgent = v }),
        Setting.Parsed("respect_robots", "true", "true or false", "obey robots.txt and its Crawl-delay", (s, v) => bool.TryParse(v, out var on) ? s with { RespectRobots = on } : null),
        Setting.Parsed("proxy", "none", "none or an address such as http://proxy:3128", "proxy for all requests", Proxy),
        Setting.Parsed("browser.executable", "", "the path of a Chromium", "the Chromium to start; by default the system's", (s, v) => s with { BrowserExecutable = v.Length == 0 ? null : v }),
        Setting.Parsed("browser.endpoint", "", "a ws, wss, http or https address", "a browser elsewhere to use instead: a Playwright server (ws://…), or a browser's DevTools (http://…, ws://…/devtools/…)", Endpoint),
        Setting.Whole("max_browser_restarts", 1, 0, 100, "how often one job is done again at no cost because its browser or page died", (s, v) => s with { MaxBrowserRestarts = v }),
        Setting.Number("browser_max_memory_percent", 80, 1, 100, "share of the memory it could have at which the browser is replaced, all its processes counted", (s, v) => s with { BrowserMaxMemoryPercent = v }),
        Setting.Duration("browser_max_age", "2h", OneSecond, "age at which the browser is replaced", (s, v) => s with { BrowserMaxAge = v }),
        Setting.Whole("browser_max_jobs", 500, 1, 1_000_000, "jobs after which the browser is replaced", (s, v) => s with { BrowserMaxJobs = v }),
        Setting.Parsed("enable_batch_processing", "true", "true or false", "each batch of a load commits by itself; false: everything or nothing", (s, v) => bool.TryParse(v, out var on) ? s with { EnableBatchProcessing = on } : null),
        Setting.Whole("batch_size", 50, 1, 10_000, "records in a batch of a load", (s, v) => s with { BatchSize = v }),
        Setting.Whole("batch_validation_timeout_ms", 200, 1, 3_600_000, "time for validating a batch", (s, v) => s with { BatchValidationTimeout = TimeSpan.FromMilliseconds(v) }),
        Setting.Duration("changeset_retention", "90d", TimeSpan.Zero, "how long a load can be undone", (s, v) => s with { ChangesetRetention = v }),
        Setting.Whole("backup_keep", 5, 0, 1000, "backups of a SQLite database kept; 0 makes none", (s, v) => s with { BackupKeep = v }),
        Setting.Duration("busy_timeout", "5s", TimeSpan.Zero, "how long another writer of the database is waited for", (s, v) => s with { BusyTimeout = v }),
        Setting.Parsed("database", "", "a SQLite file or a PostgreSQL address such as Host=…;Database=…", "what is loaded into; by default DATASET.db in output_dir", (s, v) => s with { Database = v }),
    ];

    /// <summary>The setting of that name, or null.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    private static bool IsFolderName(string text) =>
        text.Length is > 0 and < 100 && text is not ("." or "..") && text.AsSpan().IndexOfAny("/\\\0") < 0;

    private static RunSettings? PaceByLatency(RunSettings settings, string text) =>
        text is "off" ? settings with { PaceByLatency = null }
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 1000 ? settings with { PaceByLatency = factor }
        : null;

    private static RunSettings? Proxy(RunSettings settings, string text) =>
        text is "none" or "" ? settings with { Proxy = null }
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "socks5" ? settings with { Proxy = address }
        : null;

    private static RunSettings? Endpoint(RunSettings settings, string text) =>
        text.Length == 0 ? settings with { BrowserEndpoint = null }
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "ws" or "wss" or "http" or "https" ? settings with { BrowserEndpoint = address }
        : null;
}
