using Rollcall.Reporting;

namespace Rollcall.Cli.Output;

/// <summary>What came of the runs of one command. Immutable.</summary>
/// <param name="BatchId">What their journals have in common.</param>
/// <param name="Code">The worst of their exit codes.</param>
/// <param name="Members">Those that were tried, in order.</param>
/// <param name="NotBegun">Those that were not, because the command was interrupted.</param>
internal sealed record BatchResult(string BatchId, ExitCode Code, IReadOnlyList<BatchMember> Members, IReadOnlyList<string> NotBegun);

/// <summary>One of them.</summary>
/// <param name="Name">Registry and partition.</param>
/// <param name="Code">Its exit code.</param>
/// <param name="Report">Its report; null when it could not begin.</param>
/// <param name="Detail">Why it ended.</param>
internal sealed record BatchMember(string Name, ExitCode Code, RunReport? Report, string Detail);
