using System.Diagnostics;
using Rollcall.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Ledger;

public sealed class PartitionLockTests : IDisposable
{
    private readonly Account _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_partition_is_open_once_at_a_time()
    {
        await using (await _account.OpenAsync())
        {
            var refusal = await Assert.ThrowsAsync<AlreadyRunningException>(() => _account.OpenAsync());
            Assert.Equal(ExitCode.Usage, refusal.ExitCode);
            Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        }

        await using var after = await _account.OpenAsync();
    }

    [Fact]
    public async Task Another_partition_can_be_open_beside_it()
    {
        await using var one = await _account.OpenAsync();
        await using var other = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: "24"));
    }

    [Fact]
    public async Task Partitions_whose_names_give_one_file_name_do_not_share_a_lock()
    {
        await using var one = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: "a/b"));
        await using var other = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: "a:b"));

        Assert.NotEqual(one.JournalPath, other.JournalPath);
    }

    [Fact]
    public async Task A_partition_with_a_long_name_in_any_script_keeps_its_account()
    {
        var name = string.Concat(Enumerable.Repeat("𝟘訴", 30));
        await using (var first = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: name)))
        {
            await first.AppendAsync(SomeLedger.Found(1));
        }

        await using var second = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: name));
        await using var other = await _account.OpenAsync(SomeLedger.Request(_account.Folder, partition: name + "訴"));

        Assert.True(second.View.IsSettledInRun(1));
        Assert.False(other.View.IsSettledInRun(1));
    }

    [Fact]
    public async Task A_partition_named_like_a_path_stays_in_the_output_folder()
    {
        var output = Path.Combine(_account.Folder, "output");
        await using (await _account.OpenAsync(SomeLedger.Request(output, partition: "../../../x")))
        {
        }

        Assert.Equal([output], Directory.EnumerateFileSystemEntries(_account.Folder));
    }

    [Fact]
    public async Task The_kernel_releases_the_lock_of_a_killed_process()
    {
        await _account.RunAsync(SomeLedger.Found(1));
        var path = Assert.Single(Directory.GetFiles(_account.Folder, "lock", SearchOption.AllDirectories));
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--exclusive", "--no-fork", path, "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<AlreadyRunningException>(() => _account.OpenAsync());

        holder.Kill();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var ledger = await _account.OpenAsync();
        Assert.True(ledger.Run.IsResumed);
    }
}
