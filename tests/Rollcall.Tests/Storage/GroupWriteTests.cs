using System.Text;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Storage;

public sealed class GroupWriteTests
{
    [Fact]
    public async Task Many_callers_each_get_their_own_content()
    {
        using var folder = new TempFolder();
        var writes = new GroupWrite();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Task.Run(() => writes.WriteAsync(folder.At($"{n}"), Encoding.UTF8.GetBytes($"content {n}")))));
        Assert.All(Enumerable.Range(0, 300), n => Assert.Equal($"content {n}", File.ReadAllText(folder.At($"{n}"))));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_fails_alone()
    {
        using var folder = new TempFolder();
        var writes = new GroupWrite();
        var asked = Enumerable.Range(0, 60).Select(n => Task.Run(() => writes.WriteAsync(folder.At(n % 3 == 0 ? $"missing/{n}" : $"{n}"), "x"u8.ToArray()))).ToList();
        await Task.WhenAll(asked).ContinueWith(static _ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.All(Enumerable.Range(0, 60), n =>
        {
            Assert.Equal(n % 3 == 0, asked[n].IsFaulted);
            Assert.Equal(n % 3 != 0, File.Exists(folder.At($"{n}")));
            Assert.True(asked[n].Exception?.InnerException is null or DirectoryNotFoundException);
        });
    }

    [Fact]
    public async Task After_a_failure_the_next_write_is_done()
    {
        using var folder = new TempFolder();
        var writes = new GroupWrite();
        await Assert.ThrowsAsync<ArgumentException>(() => writes.WriteAsync(folder.At("no\0name"), default));
        await writes.WriteAsync(folder.At("sound"), "y"u8.ToArray());
        Assert.Equal("y", await File.ReadAllTextAsync(folder.At("sound"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_longer_leftover_of_that_name_is_cut_off()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.At("a"), "an older and longer content", TestContext.Current.CancellationToken);
        await new GroupWrite().WriteAsync(folder.At("a"), "new"u8.ToArray());
        Assert.Equal("new", await File.ReadAllTextAsync(folder.At("a"), TestContext.Current.CancellationToken));
    }
}
