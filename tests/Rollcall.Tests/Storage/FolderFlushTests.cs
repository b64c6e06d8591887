using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Storage;

public sealed class FolderFlushTests
{
    [Fact]
    public async Task Many_callers_all_get_their_flush()
    {
        using var folder = new TempFolder();
        var flush = new FolderFlush(folder.Path);
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (_, _) => await flush.FlushAsync());
        await flush.FlushAsync();
    }

    [Fact]
    public async Task A_flush_that_fails_fails_those_who_wait_for_it_and_not_the_next()
    {
        using var folder = new TempFolder();
        var flush = new FolderFlush(folder.At("later"));
        await Assert.ThrowsAnyAsync<IOException>(flush.FlushAsync);
        Directory.CreateDirectory(folder.At("later"));
        await flush.FlushAsync();
    }
}
