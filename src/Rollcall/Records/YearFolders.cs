using System.Collections.Concurrent;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>The folders of the years, made when first needed. Thread safe.</summary>
/// <param name="recordsFolder">The folder they lie in, which exists.</param>
internal sealed class YearFolders(string recordsFolder)
{
    private readonly ConcurrentDictionary<string, YearFolder> _folders = [];

    /// <summary>The folder of a day's year, which need not exist yet.</summary>
    public YearFolder Of(DateOnly day)
    {
        var year = RecordNames.YearOf(day);
        return _folders.GetOrAdd(year, static (year, parent) => new YearFolder(Path.Combine(parent, year)), recordsFolder);
    }

    /// <summary>The years there are.</summary>
    public IEnumerable<string> Existing() =>
        Directory.EnumerateDirectories(recordsFolder).Where(f => Path.GetFileName(f) is { Length: 4 } name && name.All(char.IsAsciiDigit));
}

/// <summary>One year's folder. Thread safe.</summary>
internal sealed class YearFolder(string path)
{
    private readonly FolderFlush _flush = new(path);
    private volatile bool _made;

    public string Path { get; } = path;

    /// <summary>Makes it, durably, unless this process knows it is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Make()
    {
        if (!_made)
        {
            Directory.CreateDirectory(Path);
            DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
            _made = true;
        }
    }

    /// <summary>It turned out to be gone: the next <see cref="Make"/> makes it again.</summary>
    public void Forget() => _made = false;

    public Task FlushAsync() => _flush.FlushAsync();
}
