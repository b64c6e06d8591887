using Rollcall.Browser.Steps;
using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Browser.Sessions;

/// <summary>Turns what became of steps into pages and faults whose messages name the step, its line, and what it waited for.</summary>
internal sealed class StepFaults(RegistryDefinition definition, SecretMask secrets, BrowserOptions options, TimeProvider time)
{
    private const string ErrorDocument = "chrome-error:";

    private const int LargestPage = 16 * 1024 * 1024;

    private readonly string _file = Path.GetFileName(definition.File);

    /// <summary>A step as messages name it: <c>practice-court.yaml:23: settle</c>.</summary>
    public string Name(Step? step) => step is null ? _file : $"{_file}:{step.Line}: {step.Verb}";

    /// <summary>The page that the script read.</summary>
    public Page PageOf(Walk walk, StepReport report)
    {
        var document = walk.Page.Document;
        return new Page
        {
            RequestedUrl = Clear(document.Requested),
            FinalUrl = Clear(new Uri(report.Url)),
            Redirects = [.. document.Redirects.Select(Clear)],
            Status = report.Status > 0 ? report.Status : document.Status > 0 ? document.Status : 200,
            Headers = [.. document.Headers.Select(h => new KeyValuePair<string, string>(h.Key, secrets.Clear(h.Value)))],
            Body = report.Html,
            ContentType = report.ContentType,
            Mode = FetchMode.Browser,
            Freshness = report.Proof,
            Requests = walk.Requests,
            RetryAfter = walk.IsNewDocument ? document.RetryAfter : null,
            Complaints = Complaints(walk.Page),
        };
    }

    /// <summary>What a step that did not come to its end means.</summary>
    public async Task<PhaseEnd> EndOfAsync(Walk walk, StepReport report)
    {
        if (report.Url.StartsWith(ErrorDocument, StringComparison.Ordinal))
        {
            return walk.Failed(await OfFailureAsync(walk, new BrokenOffException(walk.Page.BrokenOff ?? "the document did not come: net::ERR_FAILED")));
        }

        if (report.End == StepEnd.Large)
        {
            return walk.Failed(new Fault(FailureClass.Unrecognised, $"{Name(Before(walk))}: {report.Missing}") { Requests = walk.Requests });
        }

        var step = walk.Phase.Steps[report.At];
        var page = PageOf(walk, report) with { Freshness = walk.IsNewDocument ? Freshness.NewDocument : Freshness.Unproven };
        if (report is { End: StepEnd.Failed, Failure: null } && walk.Phase.Reads)
        {
            // The site answered with a document of its own, such as a 404 or a 503: that is for the reader to judge.
            return walk.Ended(page);
        }

        var failure = report.Failure ?? (page.Status >= 400 && walk.IsNewDocument ? new SiteFailure(page.Status, $"the document came with status {page.Status}", "") : null);
        var waited = report.End == StepEnd.Late ? $" within {Limits.Text(options.StepTimeout)}" : "";
        var why = failure is null || report.Missing.Contains(failure.What, StringComparison.Ordinal) ? "" : $" ({failure.What})";
        var retryAfter = failure is null ? null : RetryAfter.Parse(failure.RetryAfter, time.GetUtcNow()) ?? page.RetryAfter;
        return walk.Failed(new Fault(failure is null ? FailureClass.Timeout : Failures.ClassOf(failure), secrets.Clear($"{Name(step)}: {report.Missing}{waited}{why}"))
        {
            OfStep = failure is null,
            Requests = walk.Requests,
            RetryAfter = retryAfter,
            Seen = await SeenAsync(walk, page with { Status = failure is { Status: > 0 } ? failure.Status : page.Status, RetryAfter = retryAfter }),
        });
    }

    /// <summary>The document, or the browser, failed, or was not done in time.</summary>
    public async Task<Fault> OfFailureAsync(Walk walk, Exception failure)
    {
        var failureClass = walk.Page.Lost.IsCancellationRequested ? FailureClass.BrowserCrash : Failures.ClassOf(failure);
        var isLost = failureClass == FailureClass.BrowserCrash || failure is FrozenPageException;
        return new Fault(failureClass, secrets.Clear($"{Name(walk.Next ?? Before(walk))}: {Failures.Brief(failure)}"))
        {
            Exception = secrets.Clear(failure.ToString()),
            Requests = walk.Requests,
            AskAgain = isLost,
            Seen = isLost ? null : await SeenAsync(walk, page: null),
        };
    }

    /// <summary>What a page complained of.</summary>
    public IReadOnlyList<string> Complaints(SessionPage page) => [.. page.Complaints.Read().Select(secrets.Clear)];

    /// <summary>What is on the page, with its picture and complaints; null when the browser does not tell.</summary>
    public async Task<Page?> SeenAsync(Walk walk, Page? page)
    {
        var picture = walk.Page.ScreenshotAsync();
        page ??= await BarePageAsync(walk);
        return page is null ? null : page with { Screenshot = await picture, Complaints = Complaints(walk.Page) };
    }

    private Uri Clear(Uri address) => secrets.IsEmpty ? address : new Uri(secrets.Clear(address.AbsoluteUri));

    private static Step? Before(Walk walk) => walk.Phase.Steps.IsEmpty ? null : walk.Phase.Steps[Math.Clamp(walk.At, 0, walk.Phase.Steps.Length - 1)];

    private async Task<Page?> BarePageAsync(Walk walk)
    {
        // No more of it than is read of a page at all: one without end would fill the memory.
        var content = walk.Page.Page.EvaluateAsync<string>($"() => document.documentElement.outerHTML.slice(0, {LargestPage})");
        if (!Uri.TryCreate(walk.Page.Page.Url, UriKind.Absolute, out var url) || !await content.EndsWithin(options.CloseTimeout, time))
        {
            return null;
        }

        var report = new StepReport(StepEnd.Late, walk.At, "", Freshness.Unproven, url.AbsoluteUri, 0, "text/html", 0, Reacted: true, Failure: null, await content);
        return PageOf(walk, report);
    }
}
