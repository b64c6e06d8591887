using Rollcall.Fetching;
using Rollcall.Reading;

namespace Rollcall.Pacing;

/// <summary>
/// Tells the site's trouble from the id's: a block, and silence from the very beginning, say nothing about the id in hand. Thread safe.
/// </summary>
internal sealed class SiteContact
{
    private volatile bool _answered;

    /// <summary>Takes note of an answer; any page from the site counts as contact.</summary>
    public void Observe(Answer answer)
    {
        if (answer is not Answer.Faulted)
        {
            _answered = true;
        }
    }

    /// <summary>Why the run should stop rather than fail the id that ran out of retries; null when the id is to blame.</summary>
    public (StopReason Reason, string Detail)? TroubleOf(Answer answer) => answer switch
    {
        Answer.Blocked { Class: FailureClass.Throttled } a => (StopReason.Throttled, $"the site throttles: {a.Sign}. Wait, raise delay_min and delay_max, then run again: it resumes"),
        Answer.Blocked a => (StopReason.Blocked, $"the site blocks: {a.Sign}. Look at the kept page, wait or ask the operator, then run again: it resumes"),
        Answer.Faulted a when !_answered && a.Fault.Class is FailureClass.Dns or FailureClass.Reset or FailureClass.Tls or FailureClass.Timeout =>
            (StopReason.Unreachable, $"the site has not answered once: {a.Fault.Message}. Check the address and the network, then run again: it resumes"),
        _ => null,
    };
}
