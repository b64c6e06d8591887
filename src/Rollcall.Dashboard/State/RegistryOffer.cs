using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Dashboard.State;

/// <summary>A registry definition that may be started from here. Immutable.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Title">What a person calls it.</param>
/// <param name="Problems">Its errors, as <c>check</c> gives them; empty when it is sound.</param>
public sealed record RegistryOffer(string File, string Title, IReadOnlyList<string> Problems)
{
    /// <summary>Its file's name.</summary>
    public string Name => Path.GetFileName(File);
}

/// <summary>The definitions in the offered folders. Nothing else can be started: what a request names must be one of these, letter for letter. Thread safe.</summary>
/// <param name="folders">The folders; what is below them is not looked at.</param>
internal sealed class RegistryOffers(IReadOnlyList<string> folders)
{
    private readonly ReadOnce<RegistryOffer> _offers = new(Read);

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>All of them, by folder and name.</summary>
    public IReadOnlyList<RegistryOffer> All()
    {
        var offers = new List<RegistryOffer>();
        foreach (var folder in folders)
        {
            var scan = OutputScan.Of(folder);
            offers.AddRange(scan.Names
                .Where(name => Path.GetExtension(name) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal)
                .Select(name => _offers.Of(Path.GetFullPath(Path.Combine(folder, name)), scan.Find(name)))
                .OfType<RegistryOffer>());
        }

        return offers;
    }

    /// <summary>The one of that file; null when it is not offered.</summary>
    public RegistryOffer? Find(string file) => All().FirstOrDefault(offer => offer.File == file);

    private static RegistryOffer? Read(string path)
    {
        try
        {
            // A link would lead out of the folder that was offered.
            if (new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }

            var read = RegistryReader.Read(path);
            return new RegistryOffer(path, read.Definition?.Title ?? Path.GetFileNameWithoutExtension(path), [.. read.Errors.Select(e => e.ToString())]);
        }
        catch (Exception ex) when (ex is RollcallException || StorageTroubles.Is(ex))
        {
            return new RegistryOffer(path, Path.GetFileNameWithoutExtension(path), [ex.Message]);
        }
    }
}
