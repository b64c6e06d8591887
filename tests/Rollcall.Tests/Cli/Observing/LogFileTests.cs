using Rollcall.Cli.Observing;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli.Observing;

public sealed class LogFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_logged_before_the_folder_was_known_is_in_the_file_too()
    {
        using (var log = new LogFile(new ManualTime()))
        {
            log.Write("first");
            log.Open(Settings());
            log.Write("second");
        }

        Assert.Equal(["first", "second"], File.ReadLines(Assert.Single(Files())));
    }

    [Fact]
    public void Without_a_line_there_is_no_file()
    {
        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings());
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void Each_folder_gets_the_lines_of_its_own_time()
    {
        var other = Settings() with { OutputDir = _folder.At("other") };
        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings());
            log.Write("here");
            log.Open(other);
            log.Write("there");
            log.Open(Settings());
            log.Write("here again");
        }

        Assert.Equal(["here", "here again"], File.ReadLines(Assert.Single(Files())));
        Assert.Equal(["there"], File.ReadLines(Assert.Single(Directory.GetFiles(Path.Combine(other.OutputDir, LogFile.Folder)))));
    }

    [Fact]
    public void A_file_that_is_full_is_followed_by_another_and_only_the_newest_are_kept()
    {
        Directory.CreateDirectory(Logs);
        for (var n = 0; n < 5; n++)
        {
            File.WriteAllText(Path.Combine(Logs, $"rollcall-2020010{n}T000000000Z-1.ndjson"), "old\n");
            File.SetLastWriteTimeUtc(Path.Combine(Logs, $"rollcall-2020010{n}T000000000Z-1.ndjson"), new DateTime(2020, 1, 1 + n, 0, 0, 0, DateTimeKind.Utc));
        }

        File.WriteAllText(Path.Combine(Logs, "notes.txt"), "not ours");
        var line = new string('x', 10_000);
        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings() with { LogKeep = 3, LogMaxMegabytes = 1 });
            for (var n = 0; n < 150; n++)
            {
                log.Write(line);
            }
        }

        // 1.5 MB are two files; of the five older ones the newest stays.
        var files = Files().ToList();
        Assert.Equal(3, files.Count);
        Assert.Equal("rollcall-20200104T000000000Z-1.ndjson", Path.GetFileName(files[0]));
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 1_100_000));
        Assert.Equal(150, files.Skip(1).Sum(f => File.ReadLines(f).Count()));
        Assert.True(File.Exists(Path.Combine(Logs, "notes.txt")));
    }

    [Fact]
    public void Keeping_none_writes_none()
    {
        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings() with { LogKeep = 0 });
            log.Write("line");
        }

        Assert.False(Directory.Exists(Logs));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_nobodys_trouble()
    {
        File.WriteAllText(_folder.At("output"), "a file where the folder should be");
        using var log = new LogFile(new ManualTime());
        log.Open(Settings());
        log.Write("line");
        log.Dispose();

        Assert.Equal("a file where the folder should be", File.ReadAllText(_folder.At("output")));
    }

    [Fact]
    public void A_full_disk_is_nobodys_trouble()
    {
        using var disk = new SmallDisk(kilobytes: 256);
        using var log = new LogFile(new ManualTime());
        log.Open(Settings() with { OutputDir = disk.Path });
        for (var n = 0; n < 1_000; n++)
        {
            log.Write(new string('x', 1_000));
        }

        log.Dispose();
        Assert.InRange(new DirectoryInfo(Path.Combine(disk.Path, LogFile.Folder)).EnumerateFiles().Sum(f => f.Length), 1, 256 * 1024);
    }

    [Fact]
    public void Lines_that_nobody_takes_are_dropped_and_counted_in_the_file()
    {
        using (var log = new LogFile(new ManualTime()))
        {
            for (var n = 0; n < 20_007; n++)
            {
                log.Write("line");
            }

            log.Open(Settings());
        }

        var lines = File.ReadAllLines(Assert.Single(Files()));
        Assert.Equal(20_001, lines.Length);
        Assert.Contains("\"event\":\"batch.log.dropped\",\"message\":\"7 log lines", lines[0], StringComparison.Ordinal);
    }

    private string Logs => Path.Combine(Settings().OutputDir, LogFile.Folder);

    private IEnumerable<string> Files() => Directory.Exists(Logs) ? Directory.EnumerateFiles(Logs, "*.ndjson").Order(StringComparer.Ordinal) : [];

    private RunSettings Settings() => SettingLayers.Defaults with { OutputDir = _folder.At("output") };
}
