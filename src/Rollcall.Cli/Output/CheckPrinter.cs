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
    /// <returns>0; 5 when the site did not answer; 6 when a canary was answered wrongly; 3 when nothing is known of the id and no rule knew the page.</returns>
    public static ExitCode Print(CliEnvironment environment, CheckedAnswer checkedAnswer, bool? expected)
    {
        var output = environment.Out;
        output.WriteLine();
        output.WriteLine($"{checkedAnswer.Id}{(expected is { } e ? e ? " (must exist)" : " (must not exist)" : "")}");
        if (checkedAnswer.Page is { } page)
        {
            output.WriteLine($"  {page.RequestedUrl} → {page.Status}{(page.FinalUrl == page.RequestedUrl ? "" : $" at {page.FinalUrl}")}, {page.Body.Length:N0} characters of {(page.ContentType.Length > 0 ? page.ContentType : "no type")}{(page.More.Count > 0 ? $", and {page.More.Count} more pages of the list" : "")}");
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
        Print(output, read?.Fields ?? [], read?.Tables ?? []);
        foreach (var section in checkedAnswer.Sections)
        {
            Print(output, section);
        }

        output.WriteLine($"  ⇒ {Verdict(checkedAnswer.Answer)}");
        return Judge(environment, checkedAnswer, expected);
    }

    private static void Print(TextWriter output, IEnumerable<FieldTrace> fields, IEnumerable<TableTrace> tables)
    {
        foreach (var field in fields)
        {
            output.WriteLine($"  line {field.Line,-4} {field.Name} = {(field.Problem is { } problem ? $"nothing: {problem}" : field.Value.Text is { } text ? $"\"{text}\"" : "nothing there")}");
        }

        foreach (var table in tables)
        {
            output.WriteLine($"  line {table.Line,-4} {table.Name}: {(table.Problem is { } problem ? problem : $"{table.Table?.Rows.Length ?? 0} rows")}");
        }
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
            Print(output, trace.Fields, trace.Tables);
        }
    }

    private static ExitCode Judge(CliEnvironment environment, CheckedAnswer checkedAnswer, bool? expected)
    {
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
