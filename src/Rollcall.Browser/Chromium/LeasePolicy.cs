namespace Rollcall.Browser.Chromium;

/// <summary>When a browser has done its time. Pure.</summary>
/// <param name="options">The limits.</param>
internal sealed class LeasePolicy(BrowserOptions options)
{
    // A browser that takes too much from its first page on would be replaced for ever by others that do the same.
    private const int JobsBeforeMemoryCounts = 10;

    /// <summary>Why the browser is to be replaced; null when it is not.</summary>
    public string? Due(LeaseFacts facts) => facts switch
    {
        { Complaint: { } complaint } => complaint,
        _ when facts.Jobs >= options.MaxJobs => $"it did {facts.Jobs} jobs (browser_max_jobs {options.MaxJobs})",
        _ when facts.Age >= options.MaxAge => $"it is {facts.Age.TotalMinutes:0.#} minutes old (browser_max_age {options.MaxAge.TotalMinutes:0.#})",
        _ when facts.Jobs >= JobsBeforeMemoryCounts && Share(facts) is { } share && share >= options.MaxMemoryPercent =>
            $"it takes {facts.Memory / 1e6:0} MB, {share:0} % of what it could have (browser_max_memory_percent {options.MaxMemoryPercent:0.#})",
        _ => null,
    };

    /// <summary>Whether it takes so much that the end of its jobs cannot be waited for: half of what was left at the limit.</summary>
    public bool IsUrgent(LeaseFacts facts) => Share(facts) is { } share && share >= (100 + options.MaxMemoryPercent) / 2;

    private static double? Share(LeaseFacts facts) =>
        facts is { Memory: > 0, Available: { } available } ? 100.0 * facts.Memory / (facts.Memory + available) : null;
}

/// <summary>What is known of a browser.</summary>
/// <param name="Jobs">Jobs begun in it.</param>
/// <param name="Age">How long it has been running.</param>
/// <param name="Memory">What its processes take, in bytes; 0 when unknown.</param>
/// <param name="Available">What could still be had besides; null when unknown.</param>
/// <param name="Complaint">What it did wrong, if anything.</param>
internal readonly record struct LeaseFacts(int Jobs, TimeSpan Age, long Memory, long? Available, string? Complaint);
