using System.Collections.Concurrent;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Storage;

namespace Rollcall.Records.Sections;

/// <summary>
/// Keeps the sections of a record that others of its sections failed: <c>partial/RUN/DEFINITION/ID~SECTION.json</c>, each a document like a record's. They are no
/// records, and nothing counts them: a later attempt of the same run, under the same definition, takes them over instead of asking for them again, and once the
/// record is whole they are gone. Losing one costs a request. Thread safe.
/// </summary>
/// <remarks>Open it while holding the partition's lock.</remarks>
public sealed class SectionStore
{
    private readonly RecordStoreOptions _options;
    private readonly string _folder;
    private readonly TemporaryNames _temporary;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private readonly bool _hadSome;

    /// <param name="options">Whose records, of which run, where.</param>
    /// <param name="definitionHash">The definition: what another one read may have other fields.</param>
    public SectionStore(RecordStoreOptions options, string definitionHash)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(definitionHash);
        _options = options;
        _folder = Path.Combine(Path.GetFullPath(options.OutputFolder), "partial", SafeName.For(options.RunId), definitionHash[..12]);
        _temporary = new TemporaryNames(options.Registry, options.Partition);
        _hadSome = Directory.Exists(_folder);
    }

    /// <summary>The section's content, as an attempt before kept it; null when there is none.</summary>
    public RecordContent? Find(RecordId id, string section) =>
        (_hadSome || _known.ContainsKey(PathOf(id, section))) && RecordFile.Read(PathOf(id, section)) is RecordRead.Sound { Document: var document } && IsOf(document, id)
            ? document.Content
            : null;

    /// <summary>Keeps a section.</summary>
    /// <returns>False when the storage refuses, or nothing is to be written.</returns>
    public bool Keep(CollectedRecord section, string name)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (_options.DryRun)
        {
            return false;
        }

        var content = section.Content.Without(_options.Secrets);
        var document = new RecordDocument
        {
            Registry = _options.Registry,
            Partition = _options.Partition,
            CaseId = section.Id.Text,
            CollectedAt = section.CollectedAt.ToUniversalTime(),
            RunId = _options.RunId,
            SourceUrl = _options.Secrets.Clear(section.SourceUrl.AbsoluteUri),
            ContentSha256 = ContentHash.Of(content),
            Content = content,
        };
        try
        {
            Directory.CreateDirectory(_folder);
            using var temporary = _temporary.Lend();
            DurableFile.Put(PathOf(section.Id, name), Path.Combine(_folder, temporary.Name), RecordJson.Write(document).Span);
            _known.TryAdd(PathOf(section.Id, name), 0);
            return true;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return false;
        }
    }

    /// <summary>The record is whole: what was kept of it is not needed any more.</summary>
    public void Forget(RecordId id, IEnumerable<string> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        foreach (var path in sections.Select(section => PathOf(id, section)).Where(path => _hadSome || _known.ContainsKey(path)))
        {
            _known.TryRemove(path, out _);
            if (RecordFile.Read(path) is RecordRead.Sound { Document: var document } && IsOf(document, id))
            {
                DurableFile.TryDelete(path);
            }
        }
    }

    private bool IsOf(RecordDocument document, RecordId id) =>
        document.CaseId == id.Text && document.Registry == _options.Registry && document.Partition == _options.Partition && document.RunId == _options.RunId;

    // No id's file name holds a tilde.
    private string PathOf(RecordId id, string section) => Path.Combine(_folder, $"{SafeName.For(id.Text)}~{section}.json");
}
