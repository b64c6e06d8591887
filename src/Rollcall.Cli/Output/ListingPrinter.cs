using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Sweeping.Listings;

namespace Rollcall.Cli.Output;

/// <summary>Shows what the rule of a listing saw.</summary>
internal static class ListingPrinter
{
    private const int MostShown = 12;

    /// <summary>Prints it.</summary>
    /// <returns>0 when the item was found; 5 when the site did not answer; 3 otherwise.</returns>
    public static ExitCode Print(CliEnvironment environment, ListingRule rule, string what, ListingSight sight, string? wanted)
    {
        var output = environment.Out;
        output.WriteLine();
        output.WriteLine($"{what} (line {rule.Line}), page {sight.Number}");
        if (sight.Page is { } page)
        {
            output.WriteLine($"  {page.RequestedUrl} → {page.Status}{(page.FinalUrl == page.RequestedUrl ? "" : $" at {page.FinalUrl}")}, {page.Body.Length:N0} characters");
        }

        if (sight.Read.Page is not { } read)
        {
            output.WriteLine($"  ⇒ {Why(sight.Read.Refusal!)}");
            return sight.Read.Refusal is Answer.Unrecognised ? ExitCode.Incomplete : ExitCode.SiteUnavailable;
        }

        output.WriteLine($"  items   {read.Items.Length} on this page: {string.Join(", ", read.Items.Take(MostShown).Select(i => i.Id))}{(read.Items.Length > MostShown ? ", …" : "")}");
        output.WriteLine($"  link    {(rule.Link is null ? "not read" : read.Items.Length == 0 ? "none" : $"{read.Items[0].Link} (of {read.Items[0].Id})")}");
        output.WriteLine($"  total   {(rule.Total is null ? "not read: nothing shows whether the list is complete" : $"{read.Total}")}");
        output.WriteLine($"  next    {(rule.Next is null ? "not read: all is on one page" : read.Next?.PathAndQuery ?? "none: this is the last page")}");
        if (sight.Unfollowed is { } sign)
        {
            output.WriteLine($"  warning: the page has {sign}: does the list go on there? There is no 'next', so that no item behind would ever be seen");
        }

        if (sight.Item is { } item)
        {
            output.WriteLine($"  ⇒ {item.Text}");
            return ExitCode.Completed;
        }

        output.WriteLine(wanted is null ? "  ⇒ there is no item to look at" : $"  ⇒ {wanted} is not listed");
        return ExitCode.Incomplete;
    }

    private static string Why(Answer refusal) => refusal switch
    {
        Answer.Blocked blocked => $"blocked: {blocked.Sign}",
        Answer.Unrecognised bad => $"not recognised ({bad.Class.Word()}): {bad.Reason}",
        Answer.Faulted faulted => $"fault ({faulted.Fault.Class.Word()}): {faulted.Fault.Message}",
        _ => refusal.ToString() ?? "",
    };
}
