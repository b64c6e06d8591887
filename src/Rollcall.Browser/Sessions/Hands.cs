using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Rollcall.Browser.Steps;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>
/// Whether clicks and texts must come from the browser's own mouse and keyboard. Scripted ones are several times cheaper and do on nearly
/// every site; one that does not react to them at all gets the real ones from then on. Shared by all sessions; thread safe.
/// </summary>
internal sealed class Hands
{
    private volatile bool _areNeeded;

    public bool AreNeeded => _areNeeded;

    /// <summary>Takes a step that waited in vain for evidence, when what was done before it made the page neither change nor send anything.</summary>
    public void Consider(Walk walk, StepReport report, ILogger logger)
    {
        var acted = walk.Phase.Steps.Take(report.At).LastOrDefault(s => s is Step.Click or Step.Fill);
        if (!_areNeeded && acted is not null && !report.Reacted && report.End == StepEnd.Late)
        {
            _areNeeded = true;
            logger.ByHand($"line {acted.Line}: {acted.Verb}");
        }
    }

    /// <summary>Clicks where the script in the page says.</summary>
    /// <param name="page">The page.</param>
    /// <param name="place">Two numbers, parted by a space.</param>
    public static Task ClickAsync(IPage page, string place)
    {
        var parts = place.Split(' ');
        return page.Mouse.ClickAsync(float.Parse(parts[0], CultureInfo.InvariantCulture), float.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
