namespace Rollcall.Browser.Chromium;

/// <summary>
/// The temporary folder of one browser: profile, downloads, whatever it and its driver write. Removed at the end, whole. While its owner lives
/// the file <c>owner</c> in it is locked; the kernel lets go of that when the owner's process ends, however it ends.
/// </summary>
internal sealed class LeaseFolder
{
    /// <summary>The environment variable that the driver and every process it starts carry; its value is <see cref="Path"/>.</summary>
    public const string Variable = "BROWSER_OF_ROLLCALL";

    /// <summary>What the folders' names begin with; the id of the process that owns it follows.</summary>
    public const string Prefix = "rollcall-browser-";

    private const string OwnerFile = "owner";

    private readonly FileStream _owner;

    private LeaseFolder(string path, FileStream owner)
    {
        Path = path;
        _owner = owner;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes a new one.</summary>
    public static LeaseFolder Create()
    {
        var path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        return new LeaseFolder(path, new FileStream(System.IO.Path.Combine(path, OwnerFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    /// <summary>Takes over one whose owner is gone; null when it has an owner, or is too young to tell.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="now">The time, UTC.</param>
    public static LeaseFolder? TakeOver(string path, DateTimeOffset now)
    {
        try
        {
            // Between its making and its lock it looks like one without an owner.
            var isNew = now.UtcDateTime - Directory.GetCreationTimeUtc(path) < TimeSpan.FromMinutes(1);
            var owner = System.IO.Path.Combine(path, OwnerFile);
            return isNew && !File.Exists(owner)
                ? null
                : new LeaseFolder(path, new FileStream(owner, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes it; a browser on its way out may still write into it, so this is tried until it stays away.</summary>
    public async Task RemoveAsync(TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        while (!TryRemove() && time.GetElapsedTime(begun) < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None);
        }

        // What could not be removed bears our name, and has no owner from now on: the next start removes it.
        await _owner.DisposeAsync();
    }

    private bool TryRemove()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
