using Rollcall.Ids;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// Who lost a browser or a page how often, and what follows. When a browser dies nobody knows which of its jobs did it: all of them are done
/// again, and who loses one too often is done again alone. A page that dies or hangs is its own job's doing. Not thread safe.
/// </summary>
/// <param name="maxRestarts">How often a job is done again at no cost (<c>max_browser_restarts</c>).</param>
internal sealed class CrashAccount(int maxRestarts)
{
    // Entries go when their id is done. Those of ids that failed for good stay; more than these are not worth keeping.
    private const int Most = 1000;

    private readonly Dictionary<RecordId, (int Browsers, int Pages)> _losses = [];

    /// <summary>Whether the id has lost so many browsers in company that it is to have one for itself.</summary>
    public bool MustBeAlone(RecordId id) => _losses.TryGetValue(id, out var losses) && losses.Browsers > maxRestarts;

    /// <summary>The browser died while the id was asked for.</summary>
    /// <param name="id">The id.</param>
    /// <param name="alone">Whether the browser was the id's own.</param>
    /// <returns>Whether the attempt is to be made again at no cost.</returns>
    public bool LostBrowser(RecordId id, bool alone)
    {
        if (alone)
        {
            return false;
        }

        var losses = _losses.GetValueOrDefault(id);
        Note(id, losses with { Browsers = losses.Browsers + 1 });
        return true;
    }

    /// <summary>The page died or hung while the id was asked for.</summary>
    /// <returns>Whether the attempt is to be made again at no cost.</returns>
    public bool LostPage(RecordId id)
    {
        var losses = _losses.GetValueOrDefault(id);
        Note(id, losses with { Pages = losses.Pages + 1 });
        return losses.Pages < maxRestarts;
    }

    /// <summary>The id's job came to its end.</summary>
    public void Done(RecordId id) => _losses.Remove(id);

    private void Note(RecordId id, (int Browsers, int Pages) losses)
    {
        if (_losses.Count >= Most && !_losses.ContainsKey(id))
        {
            _losses.Remove(_losses.Keys.First());
        }

        _losses[id] = losses;
    }
}
