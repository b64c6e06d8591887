using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Reading.Listings;

namespace Rollcall.Sweeping.Listings;

/// <summary>What reading a listing came to. A closed set.</summary>
/// <param name="Pages">Pages that were read and understood.</param>
/// <param name="Requests">Requests sent.</param>
public abstract record ListingResult(int Pages, int Requests)
{
    /// <summary>Every page was read.</summary>
    /// <param name="Items">The items in the order of the listing, each once.</param>
    public sealed record Whole(IReadOnlyList<ListedItem> Items, int Pages, int Requests) : ListingResult(Pages, Requests);

    /// <summary>It could not be read as a whole, so that nothing of it counts.</summary>
    /// <param name="Answer">A block, a fault, or what was not understood.</param>
    /// <param name="Page">The page that decided, if there was one.</param>
    public sealed record Failed(Answer Answer, Page? Page, int Pages, int Requests) : ListingResult(Pages, Requests)
    {
        /// <summary>Why the run ends.</summary>
        public StopReason Reason => Answer switch
        {
            Answer.Blocked { Class: FailureClass.Throttled } => StopReason.Throttled,
            Answer.Blocked => StopReason.Blocked,
            Answer.Faulted { Fault.Class: FailureClass.Dns or FailureClass.Tls } => StopReason.Unreachable,
            _ => StopReason.ListingFailed,
        };

        /// <summary>Why it failed, for a person.</summary>
        public string Why => Answer switch
        {
            Answer.Blocked blocked => $"blocked: {blocked.Sign}",
            Answer.Unrecognised bad => bad.Reason,
            Answer.Faulted faulted => faulted.Fault.Message,
            _ => throw new InvalidOperationException($"a listing does not fail with {Answer.GetType().Name}"),
        };
    }
}
