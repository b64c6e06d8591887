using Microsoft.Extensions.Logging;

namespace Rollcall.Browser.Chromium;

/// <summary>Looks after one browser at a time: whether it answers, how much memory it takes, whether it has done its time.</summary>
/// <param name="options">The limits.</param>
/// <param name="memory">What could still be had.</param>
/// <param name="logger">Where a page that was killed is told of.</param>
/// <param name="time">The clock.</param>
internal sealed class LeaseWatch(BrowserOptions options, AvailableMemory memory, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    // A reading takes some 15 ms for each browser.
    private const int RoundsForMemory = 2;

    private readonly LeasePolicy _policy = new(options);

    /// <summary>Watches until the browser is lost or has ended.</summary>
    /// <param name="lease">The browser.</param>
    /// <param name="due">Told, in every round, why it is to be replaced.</param>
    public async Task UntilLostAsync(BrowserLease lease, Action<string> due)
    {
        long? available = null;
        for (var round = 0; !lease.IsGone; round++)
        {
            if (round % RoundsForMemory == 0)
            {
                available = options.Endpoint is null ? memory.Bytes() : null;
                lease.Measure();
            }

            if (!await AnswersAsync(lease))
            {
                lease.Lose($"no answer within {Limits.Text(options.AnswerTimeout)}");
                return;
            }

            var facts = lease.Facts(available);
            if (_policy.IsUrgent(facts))
            {
                Relieve(lease, facts);
            }

            if (_policy.Due(facts) is { } reason)
            {
                due(reason);
            }

            await Task.Delay(Round, time, lease.Lost).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Why the browser is to be replaced as far as its jobs, its age and its behaviour go; null when it is not.</summary>
    public string? Due(BrowserLease lease) => _policy.Due(lease.Facts(available: null));

    // Whoever was stopped or suspended meanwhile has missed the answer, not waited for it in vain.
    private async Task<bool> AnswersAsync(BrowserLease lease)
    {
        var begun = time.GetTimestamp();
        return await lease.AnswersAsync() || (time.GetElapsedTime(begun) > options.AnswerTimeout + Round && await lease.AnswersAsync());
    }

    private void Relieve(BrowserLease lease, LeaseFacts facts)
    {
        if (lease.Tree.KillLargestRenderer())
        {
            logger.PageKilled(facts.Memory, facts.Available ?? 0);
        }
        else
        {
            lease.Lose($"it takes {facts.Memory / 1e6:0} MB, and no single page is to blame");
        }
    }
}
