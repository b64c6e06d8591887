using System.Diagnostics;
using Rollcall.Browser.Chromium;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

public sealed class ReaperTests : IDisposable
{
    private readonly TempFolder _temporary = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task What_a_killed_run_left_is_cleared_away_processes_that_are_stopped_included()
    {
        var folder = Left("rollcall-browser-1-dead");
        File.WriteAllText(Path.Combine(folder, "owner"), "");
        Directory.CreateDirectory(Path.Combine(folder, "profile"));
        using var process = Start(folder);
        Shelter.Signal(process.Id, "STOP");

        await ClearAsync();

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder));
        Assert.Equal($"an earlier run was killed and left {folder} and 1 processes; they are gone now", Assert.Single(_log.Of("batch.browser.reaped")));
    }

    [Fact]
    public async Task What_has_an_owner_stays_with_its_processes_and_so_does_what_is_not_ours()
    {
        var folder = Left("rollcall-browser-1-alive");
        var other = Left("somebody-elses");
        await using var owner = new FileStream(Path.Combine(folder, "owner"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        using var process = Start(folder);

        await ClearAsync();

        Assert.False(process.HasExited);
        Assert.True(Directory.Exists(folder));
        Assert.True(Directory.Exists(other));
        Assert.Empty(_log.Of("batch.browser.reaped"));
        process.Kill();
    }

    [Fact]
    public async Task A_folder_whose_owner_has_not_locked_it_yet_is_left_alone()
    {
        var folder = Left("rollcall-browser-1-new");

        await ClearAsync();

        Assert.True(Directory.Exists(folder));
    }

    private Task ClearAsync() => new Reaper(TimeSpan.FromSeconds(10), _log, TimeProvider.System).ClearAsync(_temporary.Path);

    private string Left(string name) => Directory.CreateDirectory(_temporary.At(name)).FullName;

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("sleep", ["600"]);
        start.Environment[LeaseFolder.Variable] = folder;
        return Process.Start(start)!;
    }
}
