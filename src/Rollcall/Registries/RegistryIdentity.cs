namespace Rollcall.Registries;

/// <summary>
/// What must stay the same for a run to be resumed: with another name, id pattern, source or site its outcomes would mean something
/// else. Everything else of a definition may be mended meanwhile. Immutable; made of texts, so that it can be stored.
/// </summary>
/// <param name="Registry">The registry's name.</param>
/// <param name="Source"><c>range</c>, or <c>list</c> with its file: <c>list ids.txt</c>, or <c>listing</c>.</param>
/// <param name="Pattern">The id pattern; empty without one.</param>
/// <param name="Site">Scheme, host and port, with a slash at the end.</param>
public sealed record RegistryIdentity(string Registry, string Source, string Pattern, string Site)
{
    /// <summary>The source of ids that a listing gives.</summary>
    public const string ListingSource = "listing";

    /// <summary>The identity of a definition, as it will be asked: with <c>--base-url</c>, its site is that one.</summary>
    public static RegistryIdentity Of(RegistryDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var (source, pattern) = definition.Ids switch
        {
            IdSource.List list => ("list " + list.File, ""),
            IdSource.Range range => ("range", range.Pattern.Text),
            IdSource.Listing => (ListingSource, ""),
            var other => throw new ArgumentException($"{other.GetType().Name} has no identity", nameof(definition)),
        };
        return new RegistryIdentity(definition.Name, source, pattern, definition.Site.GetLeftPart(UriPartial.Authority) + "/");
    }

    /// <summary>What differs, as words for a message: <c>site (was http://a/, is http://b/)</c>; empty when nothing does.</summary>
    /// <param name="now">The identity of the present definition; this one is that of the run.</param>
    public IReadOnlyList<string> DifferencesTo(RegistryIdentity now)
    {
        ArgumentNullException.ThrowIfNull(now);
        (string What, string Was, string Is)[] pairs =
        [
            ("registry name", Registry, now.Registry),
            ("source", Source, now.Source),
            ("id pattern", Pattern, now.Pattern),
            ("site", Site, now.Site),
        ];
        return [.. pairs.Where(p => p.Was != p.Is).Select(p => $"{p.What} (was {p.Was}, is {p.Is})")];
    }
}
