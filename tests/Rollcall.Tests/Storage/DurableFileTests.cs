using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Storage;

public sealed class DurableFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Moves => ["rename", "link"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_taken_name_is_refused_and_both_files_stay(string how)
    {
        File.WriteAllText(_folder.At("new"), "new");
        File.WriteAllText(_folder.At("taken"), "old");
        Assert.False(Move(how, _folder.At("new"), _folder.At("taken")));
        Assert.Equal("old", File.ReadAllText(_folder.At("taken")));
        Assert.Equal("new", File.ReadAllText(_folder.At("new")));
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Of_many_movers_to_one_name_exactly_one_wins(string how)
    {
        for (var round = 0; round < 50; round++)
        {
            var target = _folder.At($"target-{round}");
            var wins = 0;
            Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
            {
                var mine = _folder.At($"{round}-{i}");
                File.WriteAllText(mine, $"{i}");
                if (Move(how, mine, target))
                {
                    Interlocked.Increment(ref wins);
                    Assert.Equal($"{i}", File.ReadAllText(target));
                }
            });
            Assert.Equal(1, wins);
        }
    }

    [Fact]
    public void A_move_to_a_dangling_link_does_not_write_through_it()
    {
        File.WriteAllText(_folder.At("new"), "new");
        File.CreateSymbolicLink(_folder.At("taken"), _folder.At("elsewhere"));
        Assert.False(DurableFile.TryMoveToFreeName(_folder.At("new"), _folder.At("taken")));
        Assert.False(File.Exists(_folder.At("elsewhere")));
    }

    [Fact]
    public void Replacing_leaves_the_new_content_and_no_temporary_file()
    {
        DurableFile.Replace(_folder.At("a.json"), _folder.At("a.tmp"), "first and longer"u8);
        DurableFile.Replace(_folder.At("a.json"), _folder.At("a.tmp"), "second"u8);
        Assert.Equal("second", File.ReadAllText(_folder.At("a.json")));
        Assert.Equal(["a.json"], _folder.Files());
    }

    [Fact]
    public void A_full_disk_is_told_from_a_read_only_one_and_from_a_name_nobody_takes()
    {
        using var disk = new SmallDisk();
        var content = new byte[8192];
        Assert.Equal(StorageTrouble.OfOneFile, Trouble(() => DurableFile.Write(Path.Combine(disk.Path, new string('a', 256)), content)));

        disk.Fill();
        var target = Path.Combine(disk.Path, "a.json");
        Assert.Equal(StorageTrouble.DiskFull, Trouble(() => DurableFile.Replace(target, target + ".tmp", content)));
        Assert.Equal(["ballast"], Directory.EnumerateFileSystemEntries(disk.Path).Select(Path.GetFileName));

        disk.MakeReadOnly();
        Assert.Equal(StorageTrouble.NotWritable, Trouble(() => DurableFile.Replace(target, target + ".tmp", content)));
    }

    [Fact]
    public void A_folder_that_is_gone_is_trouble_of_the_storage()
    {
        Assert.Equal(StorageTrouble.NotWritable, Trouble(() => DurableFile.Write(_folder.At("gone", "a"), "x"u8)));
        Assert.Equal(StorageTrouble.NotWritable, Trouble(() => DurableFile.FlushFolder(_folder.At("gone"))));
        File.WriteAllText(_folder.At("a"), "");
        Assert.Equal(StorageTrouble.NotWritable, Trouble(() => DurableFile.TryMoveToFreeName(_folder.At("a"), _folder.At("gone", "a"))));
    }

    [Theory]
    [InlineData(13, StorageTrouble.NotWritable)] // EACCES
    [InlineData(24, StorageTrouble.NotWritable)] // EMFILE
    [InlineData(5, StorageTrouble.NotWritable)] // EIO
    [InlineData(122, StorageTrouble.DiskFull)] // EDQUOT
    [InlineData(84, StorageTrouble.OfOneFile)] // EILSEQ
    [InlineData(27, StorageTrouble.OfOneFile)] // EFBIG
    public void Trouble_that_no_test_can_bring_about_is_told_by_its_number(int errno, StorageTrouble trouble) =>
        Assert.Equal(trouble, StorageTroubles.Of(new IOException("", errno)));

    [Fact]
    public void What_ends_a_run_says_what_and_how_to_mend_it()
    {
        var full = new StorageException(StorageTrouble.DiskFull, "json/2025/1.json", new IOException("No space left on device"));
        Assert.Equal(ExitCode.StorageUnavailable, full.ExitCode);
        Assert.Contains("json/2025/1.json", full.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
        Assert.Contains("Make room", full.Remedy, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StorageException(StorageTrouble.OfOneFile, "x", full));
    }

    private static bool Move(string how, string from, string to) =>
        how == "rename" ? DurableFile.TryMoveToFreeName(from, to) : Posix.TryLinkToFreeName(from, to);

    private static StorageTrouble Trouble(Action act)
    {
        var exception = Record.Exception(act);
        Assert.NotNull(exception);
        Assert.True(StorageTroubles.Is(exception), exception.ToString());
        return StorageTroubles.Of(exception);
    }
}
