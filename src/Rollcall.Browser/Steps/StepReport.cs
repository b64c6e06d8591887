using System.Globalization;
using Rollcall.Fetching;

namespace Rollcall.Browser.Steps;

/// <summary>How a list of steps ended, as the script in the page tells it.</summary>
/// <param name="End">How.</param>
/// <param name="At">The step it ended at, or, when a new document is on its way, the one to go on with there.</param>
/// <param name="Missing">What that step waited for; for <see cref="StepEnd.Hand"/> what is to be done.</param>
/// <param name="Proof">What proves that the page answers these steps.</param>
/// <param name="Url">The document's address.</param>
/// <param name="Status">The document's HTTP status; 0 when unknown.</param>
/// <param name="ContentType">The document's media type.</param>
/// <param name="Requests">Requests the page's scripts sent to the site since the steps began.</param>
/// <param name="Reacted">Whether the page changed, or sent a request, since then.</param>
/// <param name="Failure">The failure of the site that the steps met; null for none.</param>
/// <param name="Html">The page; empty when it was not asked for.</param>
internal sealed record StepReport(
    StepEnd End, int At, string Missing, Freshness Proof, string Url, int Status, string ContentType, int Requests, bool Reacted, SiteFailure? Failure, string Html)
{
    private const char Separator = '\u001F';

    /// <summary>Reads the script's text.</summary>
    public static StepReport Parse(string text)
    {
        var parts = text.Split(Separator, 13);
        return new StepReport(
            parts[0] switch
            {
                "done" => StepEnd.Done,
                "leaving" => StepEnd.Leaving,
                "failed" => StepEnd.Failed,
                "hand" => StepEnd.Hand,
                "large" => StepEnd.Large,
                _ => StepEnd.Late,
            },
            Number(parts[1]),
            parts[2],
            ProofOf(parts[3]),
            parts[4],
            Number(parts[5]),
            parts[6],
            Number(parts[7]),
            parts[8] == "1",
            parts[9].Length == 0 ? null : new SiteFailure(Number(parts[9]), parts[10], parts[11]),
            parts[12]);
    }

    /// <summary>The word by which the script knows a proof.</summary>
    public static string Word(Freshness proof) => proof switch
    {
        Freshness.NewDocument => "new",
        Freshness.MatchedResponse => "response",
        Freshness.ReplacedNodes => "replaced",
        _ => "",
    };

    private static Freshness ProofOf(string word) => word switch
    {
        "new" => Freshness.NewDocument,
        "response" => Freshness.MatchedResponse,
        "replaced" => Freshness.ReplacedNodes,
        _ => Freshness.Unproven,
    };

    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>How a list of steps can end.</summary>
internal enum StepEnd
{
    /// <summary>All done.</summary>
    Done,

    /// <summary>A new document is on its way; the rest is to be done there.</summary>
    Leaving,

    /// <summary>The site failed, and nothing more comes.</summary>
    Failed,

    /// <summary>A step's limit has passed.</summary>
    Late,

    /// <summary>The real mouse or keyboard is needed to go on.</summary>
    Hand,

    /// <summary>The page is too large to be read.</summary>
    Large,
}

/// <summary>A request of the page's scripts that the site did not answer well.</summary>
/// <param name="Status">Its HTTP status; 0 when no answer came.</param>
/// <param name="What">Method, address and what happened.</param>
/// <param name="RetryAfter">The Retry-After header; empty for none.</param>
internal sealed record SiteFailure(int Status, string What, string RetryAfter);
