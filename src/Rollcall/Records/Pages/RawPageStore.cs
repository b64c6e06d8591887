using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Storage;

namespace Rollcall.Records.Pages;

/// <summary>
/// Keeps pages as evidence, <c>html_failed/RUN/ID.html</c> with its picture <c>.png</c>, its sidecar <c>.json</c> and, where detail steps followed, the
/// page before them as <c>ID~ask.html</c>; the further pages of a list are <c>ID~2.html</c> and <c>ID~ask~2.html</c> and so on. A name taken gets <c>-1</c> to <c>-100</c>, so a second failure of an id stands beside the first. The
/// sidecar is written last: what has one is complete. Durable when kept. Thread safe.
/// </summary>
/// <remarks>Open it while holding the partition's lock: opening clears away what a killed process of this run left.</remarks>
public sealed class RawPageStore
{
    private const char Further = '~'; // no id's file name holds a tilde
    private const string Ask = "~ask";
    private const int MostSuffixes = 100;
    private const string AbsentKind = "absent";

    private static readonly string[] Folders = ["html_failed", "html_absent", "html"];

    private readonly RawPageOptions _options;
    private readonly TemporaryNames _temporary;
    private readonly Evidence _evidence;
    private readonly ConcurrentDictionary<string, FolderFlush> _folders = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<KeepResult>>> _absences = [];

    private RawPageStore(RawPageOptions options)
    {
        _options = options;
        _temporary = new TemporaryNames(options.Registry, options.Partition);
        _evidence = new Evidence(options.EvidencePerClass);
    }

    /// <summary>Opens the store and counts what this run kept before. Folders are made with the first page.</summary>
    public static RawPageStore Open(RawPageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new RawPageStore(options);
        if (!options.DryRun)
        {
            store.TakeUp();
        }

        return store;
    }

    /// <summary>Keeps a page, and the one before it.</summary>
    /// <param name="capture">The pages.</param>
    /// <param name="occasion">Why.</param>
    public Task<KeepResult> KeepAsync(Capture capture, Occasion occasion)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(occasion);
        if (_options.DryRun)
        {
            return Task.FromResult<KeepResult>(new KeepResult.NotWanted());
        }

        var masked = capture with { Page = capture.Page.Without(_options.Secrets), AskPage = capture.AskPage?.Without(_options.Secrets) };
        switch (occasion)
        {
            case Occasion.Failed failed:
                return KeepWithinBoundAsync(masked, failed, failed.Class.Word(), contentKey: null);
            case Occasion.Absent:
                return KeepOnceAsync(masked, occasion, Evidence.ContentKey(masked.Page.Body, masked.Id));
            default:
                return KeepUnboundedAsync(masked, occasion, contentKey: null);
        }
    }

    /// <summary>Whether an HTML file is the one that its sidecar is named after.</summary>
    internal static bool IsFirst(string path) => !Path.GetFileName(path.AsSpan()).Contains(Further);

    internal static string FolderOf(string outputFolder, string runId, string folder) => Path.Combine(outputFolder, folder, SafeName.For(runId));

    private async Task<KeepResult> KeepOnceAsync(Capture capture, Occasion occasion, string contentKey)
    {
        var once = _absences.GetOrAdd(contentKey, key => new(() => KeepWithinBoundAsync(capture, occasion, AbsentKind, key)));
        var result = await once.Value;
        if (result is not KeepResult.Kept)
        {
            // Only what is kept is remembered: a site that never sends the same page twice must not fill the memory.
            _absences.TryRemove(new(contentKey, once));
        }

        return result;
    }

    private async Task<KeepResult> KeepWithinBoundAsync(Capture capture, Occasion occasion, string kind, string? contentKey)
    {
        if (!_evidence.TryTake(kind))
        {
            return new KeepResult.NotWanted();
        }

        var result = await KeepUnboundedAsync(capture, occasion, contentKey);
        if (result is not KeepResult.Kept)
        {
            _evidence.GiveBack(kind);
        }

        return result;
    }

    private async Task<KeepResult> KeepUnboundedAsync(Capture capture, Occasion occasion, string? contentKey)
    {
        var folder = FolderOf(_options.OutputFolder, _options.RunId, occasion.Folder);
        try
        {
            var flush = _folders.GetOrAdd(folder, Make);
            using var temporary = _temporary.Lend();
            var path = Write(capture, occasion, contentKey, folder, Path.Combine(folder, temporary.Name));
            await flush.FlushAsync();
            return path;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            _folders.TryRemove(folder, out _);
            return new KeepResult.Refused($"{capture.Id}: its page could not be kept: {ex.Message}");
        }
    }

    private KeepResult Write(Capture capture, Occasion occasion, string? contentKey, string folder, string temporary)
    {
        var html = Encode(capture.Page.Body);
        var name = SafeName.For(capture.Id.Text);
        try
        {
            // Whose HTML takes the name owns all files of that name.
            DurableFile.Write(temporary, html);
            var stem = Enumerable.Range(0, MostSuffixes + 1).Select(i => i == 0 ? name : $"{name}-{i}")
                .FirstOrDefault(s => DurableFile.TryMoveToFreeName(temporary, Path.Combine(folder, s + ".html")));
            if (stem is null)
            {
                DurableFile.TryDelete(temporary);
                return new KeepResult.Refused($"{capture.Id}: its page could not be kept: {name}.html and the {MostSuffixes} suffixes are taken.");
            }

            var sidecar = new Sidecar
            {
                SchemaVersion = Sidecar.Version,
                Registry = _options.Registry,
                Partition = _options.Partition,
                RunId = _options.RunId,
                CaseId = capture.Id.Text,
                Ordinal = capture.Id.Ordinal,
                Attempt = capture.Attempt,
                At = capture.At.ToUniversalTime(),
                FailureClass = (occasion as Occasion.Failed)?.Class.Word(),
                Reason = occasion is Occasion.Failed failed ? _options.Secrets.Clear(failed.Reason) : null,
                Marker = occasion is Occasion.Absent absent ? _options.Secrets.Clear(absent.Marker) : null,
                ContentKey = contentKey,
                Page = SidecarPage.Of(
                    capture.Page, stem + ".html", Hash(html), WritePicture(capture.Page, folder, stem, temporary), WriteMore(capture.Page, folder, stem, temporary)),
                AskPage = capture.AskPage is { } ask ? WritePage(ask, folder, stem + Ask, temporary) : null,
            };
            DurableFile.Put(Path.Combine(folder, stem + ".json"), temporary, ReadableJson.Write(sidecar));
            return new KeepResult.Kept($"{occasion.Folder}/{SafeName.For(_options.RunId)}/{stem}.html");
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            DurableFile.TryDelete(temporary);
            throw;
        }
    }

    private static SidecarPage WritePage(Page page, string folder, string stem, string temporary)
    {
        var html = Encode(page.Body);
        DurableFile.Put(Path.Combine(folder, stem + ".html"), temporary, html);
        return SidecarPage.Of(page, stem + ".html", Hash(html), screenshot: null, WriteMore(page, folder, stem, temporary));
    }

    private static List<SidecarPage>? WriteMore(Page page, string folder, string stem, string temporary) =>
        page.More.Count == 0 ? null : [.. page.More.Select((further, i) => WritePage(further, folder, $"{stem}{Further}{i + 2}", temporary))];

    private static string? WritePicture(Page page, string folder, string stem, string temporary)
    {
        if (page.Screenshot.IsEmpty)
        {
            return null;
        }

        DurableFile.Put(Path.Combine(folder, stem + ".png"), temporary, page.Screenshot.Span);
        return stem + ".png";
    }

    // With a byte order mark a browser shows the page right whatever charset its own markup claims.
    private static byte[] Encode(string body) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(body)];

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static FolderFlush Make(string folder)
    {
        Directory.CreateDirectory(folder);
        return new FolderFlush(folder);
    }

    private void TakeUp()
    {
        foreach (var folder in Folders.Select(f => FolderOf(_options.OutputFolder, _options.RunId, f)).Where(Directory.Exists))
        {
            _temporary.ClearLeftovers(folder);
        }

        foreach (var (path, read) in Folders[..2].SelectMany(Kept))
        {
            if (read.FailureClass is { } word)
            {
                _evidence.TryTake(word);
            }
            else if (read.ContentKey is { } key && _evidence.TryTake(AbsentKind))
            {
                _absences.TryAdd(key, new(Task.FromResult<KeepResult>(new KeepResult.Kept(path))));
            }
        }
    }

    private IEnumerable<(string Path, Sidecar Sidecar)> Kept(string folder)
    {
        var full = FolderOf(_options.OutputFolder, _options.RunId, folder);
        foreach (var file in Directory.Exists(full) ? Directory.EnumerateFiles(full, "*.json") : [])
        {
            Sidecar sidecar;
            try
            {
                sidecar = KeptPages.ReadSidecar(file);
            }
            catch (Exception ex) when (ex is JsonException or FormatException or IOException or UnauthorizedAccessException)
            {
                continue; // Damaged evidence does not count; reading the run reports it.
            }

            yield return ($"{folder}/{Path.GetFileName(full)}/{Path.GetFileNameWithoutExtension(file)}.html", sidecar);
        }
    }
}
