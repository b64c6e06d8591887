namespace Rollcall.Ledger;

/// <summary>
/// What a run was ordered with, as far as a command needs it that names the run alone (<c>retry</c>, <c>reread</c>). Immutable; holds no secrets.
/// </summary>
/// <param name="DefinitionFile">The definition's file, as a full path.</param>
/// <param name="Values">What placeholders stand for: <c>yy</c>, <c>yyyy</c> and those of <c>--set</c>.</param>
/// <param name="Mode">The mode given over the definition's: <c>http</c> or <c>browser</c>; null when none was.</param>
/// <param name="BaseUrl">The site given over the definition's; null when none was.</param>
public sealed record RunOrigin(string DefinitionFile, IReadOnlyDictionary<string, string> Values, string? Mode, string? BaseUrl);
