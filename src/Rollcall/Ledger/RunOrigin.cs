using System.Collections.Immutable;

namespace Rollcall.Ledger;

/// <summary>
/// What a run was ordered with, as far as a command needs it that names the run alone (<c>retry</c>, <c>reread</c>, the dashboard's buttons). Immutable; holds no secrets.
/// </summary>
/// <param name="DefinitionFile">The definition's file, as a full path.</param>
/// <param name="Values">What placeholders stand for: <c>yy</c>, <c>yyyy</c> and those of <c>--set</c>.</param>
/// <param name="Mode">The mode given over the definition's: <c>http</c> or <c>browser</c>; null when none was.</param>
/// <param name="BaseUrl">The site given over the definition's; null when none was.</param>
public sealed record RunOrigin(string DefinitionFile, IReadOnlyDictionary<string, string> Values, string? Mode, string? BaseUrl)
{
    /// <summary>
    /// The settings that flags and the environment gave, by name, as text; those that may hold a secret are left out. Empty in journals of earlier versions.
    /// Files are not copied: they are read as they are by then.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The settings file that was named, as a full path; null when none was.</summary>
    public string? SettingsFile { get; init; }

    /// <summary><c>--recollect</c>: ids with a record were to be asked again.</summary>
    public bool Recollect { get; init; }

    /// <summary><c>probe</c>: only the mark was to be found.</summary>
    public bool ProbeOnly { get; init; }

    /// <summary><c>--refresh-older-than</c>, as text; null when it was not given.</summary>
    public string? RefreshOlderThan { get; init; }
}
