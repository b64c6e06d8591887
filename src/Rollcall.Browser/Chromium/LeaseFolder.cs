namespace Rollcall.Browser.Chromium;

/// <summary>The temporary folder of one browser: profile, downloads, whatever it and its driver write. Removed at the end, whole.</summary>
internal sealed class LeaseFolder
{
    /// <summary>The environment variable that the driver and every process it starts carry; its value is <see cref="Path"/>.</summary>
    public const string Variable = "BROWSER_OF_ROLLCALL";

    /// <summary>What the folders' names begin with; the id of the process that owns it follows.</summary>
    public const string Prefix = "rollcall-browser-";

    private LeaseFolder(string path) => Path = path;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes a new one.</summary>
    public static LeaseFolder Create() => new(Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName);

    /// <summary>Removes it; a browser on its way out may still write into it, so this is tried until it stays away.</summary>
    public async Task RemoveAsync(TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (time.GetElapsedTime(begun) < limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None);
            }
            catch (IOException)
            {
                // Nothing that the run could do better: the folder bears our name, and a later start may remove it.
                return;
            }
        }
    }
}
