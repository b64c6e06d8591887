using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>Shows what every rule saw on one id's pages.</summary>
internal static class CheckPrinter
{
    /// <summary>Prints it, and tells what it means for a canary.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="checkedAnswer">What came.</param>
    /// <param name="expected">Whether the id must exist; null when that is not known.</param>
    /// <returns>0; 5 when the site did not answer; 6 when a canary was answered wrongly, or a step to it finds nothing to be done with; 3 when nothing is known of the id and no rule knew the page.</returns>
    public static ExitCode Print(CliEnvironment environment, CheckedAnswer checkedAnswer, bool? expected)
    {
        var output = environment.Out;
        output.WriteLine();
        output.WriteLine($"{checkedAnswer.Id}{(expected is { } e ? e ? " (must exist)" : " (must not exist)" : "")}");
        if (checkedAnswer.Page is { } page)
        {
            output.WriteLine($"  {page.RequestedUrl} → {page.Status}{(page.FinalUrl == page.RequestedUrl ? "" : $" at {page.FinalUrl}")}, {page.Body.Length:N0} characters of {(page.ContentType.Length > 0 ? page.ContentType : "no type")}{(page.More.Count > 0 ? $", and {Amount(page.More.Count, "more page")} of the list" : "")}");
        }

        foreach (var rule in checkedAnswer.Trace?.Rules ?? [])
        {
            output.WriteLine($"  line {rule.Line,-4} {rule.Kind.ToString().ToLowerInvariant(),-10} {(rule.Holds ? "holds" : "does not hold")}{(rule.OnDetail ? " (detail)" : "")}");
            foreach (var condition in rule.Conditions)
            {
                output.WriteLine($"      {(condition.Holds ? "✓" : "✗")} {condition.Wanted}; seen: {condition.Seen}{Matches(condition)}");
            }
        }

        // Where the site said that there is no record, it is no news that nothing was read.
        var read = checkedAnswer.Answer is Answer.Found or Answer.Unrecognised ? checkedAnswer.Trace : null;
        if (checkedAnswer.LacksDetail)
        {
            output.WriteLine("  detail: not done, because no rule 'found' holds on the page of 'ask'");
        }

        foreach (var list in read is null ? [] : checkedAnswer.Lists)
        {
            output.WriteLine($"  line {list.Line,-4} next: {Amount(list.Pages, "page")}{(list.WhyLast is { } why ? $"; {(list.Pages == 1 ? "this" : "the last")} is taken for the last: {why}" : "")}");
        }

        ReadingPrinter.Print(output, read?.Fields ?? [], read?.Tables ?? []);
        foreach (var section in checkedAnswer.Sections)
        {
            Print(output, section);
        }

        foreach (var sign in checkedAnswer.Unfollowed)
        {
            output.WriteLine($"  warning: {sign}: does a list go on there? No 'next' step follows it, so that nothing behind would ever be seen (docs/writing-a-registry.md, \"Lists in pages\")");
        }

        output.WriteLine($"  ⇒ {Verdict(checkedAnswer.Answer)}");
        foreach (var hint in CheckHints.Of(checkedAnswer))
        {
            output.WriteLine($"    {hint}");
        }

        return Judge(environment, checkedAnswer, expected);
    }

    private static void Print(TextWriter output, CheckedSection section)
    {
        var verdict = section.Answer switch
        {
            Answer.Found => "read",
            null => "the record's page does not offer it, and it is optional",
            var failed => Verdict(failed) + (section.Rule.IsOptional ? ", and it is optional" : ""),
        };
        output.WriteLine($"  line {section.Rule.Line,-4} section {section.Rule.Name}: {verdict}");
        if (section.Page is { } page)
        {
            output.WriteLine($"  {page.RequestedUrl} → {page.Status}, {page.Body.Length:N0} characters");
        }

        if (section.Trace is { } trace)
        {
            output.WriteLine($"  line {trace.Identity.Line,-4} identity   {(trace.Identity.Holds ? "holds" : "does not hold")}");
            ReadingPrinter.Print(output, trace.Fields, trace.Tables);
        }
    }

    /// <summary>Says which <c>next</c> steps were not put to the test, because no record that was found has a second page.</summary>
    public static void PrintUntested(CliEnvironment environment, IEnumerable<CheckedAnswer> answers)
    {
        foreach (var step in answers.Where(a => a.Answer is Answer.Found).SelectMany(a => a.Lists).GroupBy(l => l.Line).Where(l => l.All(o => o.Pages == 1)))
        {
            environment.Out.WriteLine();
            environment.Out.WriteLine($"note: line {step.Key}: 'next' found no second page for any id asked ({step.First().WhyLast}), so it is not tested: ask an id whose list has several pages (--id)");
        }
    }

    private static string Amount(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static ExitCode Judge(CliEnvironment environment, CheckedAnswer checkedAnswer, bool? expected)
    {
        if (checkedAnswer.Answer is Answer.Faulted { Fault: { OfStep: true } fault })
        {
            environment.Error.WriteLine($"rollcall: {checkedAnswer.Id}: a step could not be done: if the site is well, correct what that line of the definition names, or the steps before it.");
            return fault.Class is FailureClass.Timeout ? ExitCode.SiteUnavailable : expected is null ? ExitCode.Incomplete : ExitCode.SiteChanged;
        }

        if (checkedAnswer.Answer is Answer.Faulted or Answer.Blocked)
        {
            environment.Error.WriteLine($"rollcall: {checkedAnswer.Id}: the site did not give an answer that says anything about the definition.");
            return ExitCode.SiteUnavailable;
        }

        if (expected is { } must && !checkedAnswer.IsAs(must))
        {
            environment.Error.WriteLine($"rollcall: {checkedAnswer.Id} {(must ? "must exist" : "must not exist")}, but the definition does not see that. Look at the lines above.");
            return ExitCode.SiteChanged;
        }

        return checkedAnswer.Answer is Answer.Unrecognised ? ExitCode.Incomplete : ExitCode.Completed;
    }

    private static string Matches(ConditionTrace condition) =>
        condition.Matched > 1 || condition.Hidden > 0 ? $" ({condition.Matched} elements{(condition.Hidden > 0 ? $", {condition.Hidden} of them hidden" : "")})" : "";

    private static string Verdict(Answer answer) => answer switch
    {
        Answer.Found => "found",
        Answer.Unavailable a => $"unavailable, {a.Kind.ToString().ToLowerInvariant()}{(a.MergedInto is null ? "" : $" into {a.MergedInto}")}: {a.Marker}",
        Answer.Absent a => $"absent: {a.Marker}",
        Answer.Blocked a => $"blocked: {a.Sign}",
        Answer.Unrecognised a => $"not recognised ({a.Class.Word()}): {a.Reason}",
        Answer.Faulted a => $"fault ({a.Fault.Class.Word()}): {a.Fault.Message}",
        _ => answer.ToString() ?? "",
    };
}
