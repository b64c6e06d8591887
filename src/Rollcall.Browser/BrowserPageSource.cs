using Microsoft.Extensions.Logging;
using Rollcall.Browser.Chromium;
using Rollcall.Browser.Sessions;
using Rollcall.Fetching;
using Rollcall.Registries;

namespace Rollcall.Browser;

/// <summary>
/// Pages from a real Chromium: one browser, started when the first session asks, with one page for each session, and replaced when it has
/// done its time or died. Thread safe. Disposing it, which takes bounded time, ends the browser and removes every trace of it.
/// </summary>
/// <remarks>
/// The browser is <see cref="BrowserOptions.ExecutablePath"/>, or else the first found of
/// <c>/usr/lib/chromium/chromium-headless-shell</c>, <c>chromium-headless-shell</c> on the PATH, <c>/usr/lib/chromium/chromium</c>, and
/// <c>chromium</c> on the PATH.
/// </remarks>
public sealed class BrowserPageSource : IPageSource
{
    private readonly SessionParts _parts;
    private readonly bool _ownsSupply;
    private int _sessions;

    /// <param name="definition">Whose steps are done.</param>
    /// <param name="values">What placeholders besides the id stand for.</param>
    /// <param name="options">How the browser is run.</param>
    /// <param name="logger">Where start-up, page initialisation and each step of it are logged with how long they took.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pace">
    /// Waited for before every step that asks for an address, and between opening a session and asking in it; not for the first of an ask and the
    /// first of a detail, for which the caller has waited. Null for no wait.
    /// </param>
    /// <exception cref="RollcallException">The options are out of bounds, or a step cannot be done in a browser: usage.</exception>
    public BrowserPageSource(
        RegistryDefinition definition, TemplateValues values, BrowserOptions options, ILogger<BrowserPageSource> logger, TimeProvider time,
        Func<CancellationToken, ValueTask>? pace = null)
        : this(definition, values, options, pace, new Surroundings(logger, time), supply: null)
    {
    }

    /// <summary>For tests too, which share a browser among definitions.</summary>
    internal BrowserPageSource(
        RegistryDefinition definition, TemplateValues values, BrowserOptions options, Func<CancellationToken, ValueTask>? pace, Surroundings surroundings, BrowserSupply? supply)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(options);
        Check(definition, options);
        _ownsSupply = supply is null;
        _parts = new SessionParts(
            definition,
            options,
            pace,
            supply ?? new BrowserSupply(options, surroundings.Logger, surroundings.Time),
            new StepRunner(definition, values, options, pace, surroundings),
            surroundings);
    }

    /// <inheritdoc/>
    public long? BrowserMemoryBytes => _parts.Options.Endpoint is null ? _parts.Supply.Memory : null;

    /// <inheritdoc/>
    public BrowserCounts? Browsers => _parts.Supply.Counts;

    /// <inheritdoc/>
    public IPageSession OpenSession() => new BrowserSession(Interlocked.Increment(ref _sessions), _parts);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ownsSupply ? _parts.Supply.DisposeAsync() : ValueTask.CompletedTask;

    private static void Check(RegistryDefinition definition, BrowserOptions options)
    {
        var problems = options.Problems().ToList();
        problems.AddRange(
            from step in definition.Open.Concat(definition.Ask).Concat(definition.Detail).Concat(definition.Reset)
            where step is Step.Request
            select $"{definition.File}:{step.Line}: '{step.Verb}' sends a request of its own, which a browser does not");
        if (problems.Count > 0)
        {
            throw new RollcallException(ExitCode.Usage, string.Join("; ", problems), "Correct the setting or the definition.");
        }
    }
}
