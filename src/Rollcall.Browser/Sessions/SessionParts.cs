using Microsoft.Extensions.Logging;
using Rollcall.Browser.Chromium;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>What all sessions of a source share. Thread safe.</summary>
/// <param name="Definition">Whose steps are done.</param>
/// <param name="Options">How the browser is run.</param>
/// <param name="Pace">Waited for before requests for which the caller has not; null for no wait.</param>
/// <param name="Supply">The browser.</param>
/// <param name="Runner">Who does the steps.</param>
/// <param name="Surroundings">Log and clock.</param>
internal sealed record SessionParts(
    RegistryDefinition Definition, BrowserOptions Options, Func<CancellationToken, ValueTask>? Pace, BrowserSupply Supply, StepRunner Runner, Surroundings Surroundings);

/// <summary>Log and clock.</summary>
internal sealed record Surroundings(ILogger Logger, TimeProvider Time);
