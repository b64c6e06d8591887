using System.Diagnostics;
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
    public void A_file_that_is_full_is_followed_by_another_and_the_oldest_go_when_all_are_too_much()
    {
        for (var n = 0; n < 5; n++)
        {
            Old($"rollcall-2020010{n + 1}T000000000Z-1.ndjson", day: n, kilobytes: 600);
        }

        File.WriteAllText(Path.Combine(Logs, "notes.txt"), "not ours");
        WriteMegabyteAndHalf();

        // 1.5 MB are two files; beside the full one of them there is room for one of 600 KB, so that the other may get full too.
        var files = Files().ToList();
        Assert.Equal(3, files.Count);
        Assert.Equal("rollcall-20200105T000000000Z-1.ndjson", Path.GetFileName(files[0]));
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 1_000_000));
        Assert.Equal(150, files.Skip(1).Sum(f => File.ReadLines(f).Count()));
        Assert.True(File.Exists(Path.Combine(Logs, "notes.txt")));
    }

    [Fact]
    public void Many_small_files_do_not_push_out_a_large_one()
    {
        Old("rollcall-20200101T000000000Z-1.ndjson", day: 0, kilobytes: 700);
        for (var n = 0; n < 50; n++)
        {
            Old($"rollcall-20200102T0000000{n:00}Z-1.ndjson", day: 1, kilobytes: 1);
        }

        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings() with { LogKeep = 3, LogMaxMegabytes = 1 });
            log.Write("line");
        }

        Assert.Equal(52, Files().Count());
    }

    [Fact]
    public void What_another_living_process_writes_stays()
    {
        using var other = Process.Start(new ProcessStartInfo("sleep", "60") { UseShellExecute = false })!;
        var begun = TimeProvider.System.GetUtcNow();
        var living = $"rollcall-{begun:yyyyMMdd'T'HHmmssfff'Z'}-{other.Id}.ndjson";
        var earlier = $"rollcall-20200101T000000000Z-{other.Id}.ndjson";
        Old(living, day: 0, kilobytes: 5_000);
        Old(earlier, day: 0, kilobytes: 5_000);
        try
        {
            WriteMegabyteAndHalf();

            Assert.True(File.Exists(Path.Combine(Logs, living)));
            Assert.False(File.Exists(Path.Combine(Logs, earlier)), "of an earlier process that had the same number");
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }

        using var log = new LogFile(new ManualTime(new DateTimeOffset(2025, 11, 23, 0, 0, 0, TimeSpan.Zero)));
        log.Open(Settings() with { LogKeep = 3, LogMaxMegabytes = 1 });
        log.Write("line");
        log.Dispose();
        Assert.False(File.Exists(Path.Combine(Logs, living)));
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
    public void What_a_full_disk_does_not_take_is_counted_and_no_line_is_torn()
    {
        using var disk = new SmallDisk(kilobytes: 256);
        using (var log = new LogFile(new ManualTime()))
        {
            log.Open(Settings() with { OutputDir = disk.Path });
            for (var n = 0; n < 1_000; n++)
            {
                log.Write(new string('x', 1_000));
            }

            log.Open(Settings());
        }

        var taken = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(disk.Path, LogFile.Folder))));
        var lines = taken.Split('\n')[..^1];
        Assert.EndsWith("\n", taken, StringComparison.Ordinal);
        Assert.InRange(lines.Length, 1, 256);
        Assert.All(lines, l => Assert.Equal(1_000, l.Length));
        Assert.Contains($"\"count\":{1_000 - lines.Length}}}", Assert.Single(File.ReadAllLines(Assert.Single(Files()))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_full_disk_did_not_take_is_written_when_there_is_room_and_what_could_not_wait_is_counted()
    {
        using var disk = new SmallDisk(kilobytes: 2_048);
        var time = new ManualTime();
        var ballast = disk.Fill();
        using (var log = new LogFile(time))
        {
            for (var n = 0; n < 5; n++)
            {
                log.Write("early");
            }

            log.Open(Settings() with { OutputDir = disk.Path });
            Assert.True(SpinWait.SpinUntil(() => time.Waiting == 1, TimeSpan.FromSeconds(60)));
            for (var n = 0; n < 20_007; n++)
            {
                log.Write("late");
            }

            File.Delete(ballast);
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.True(SpinWait.SpinUntil(() => new DirectoryInfo(disk.Path).EnumerateFiles("*.ndjson", SearchOption.AllDirectories).Any(f => f.Length > 0), TimeSpan.FromSeconds(60)));
        }

        var lines = File.ReadAllLines(Assert.Single(Directory.GetFiles(Path.Combine(disk.Path, LogFile.Folder))));
        Assert.Equal(20_006, lines.Length);
        Assert.All(lines[..5], l => Assert.Equal("early", l));
        Assert.Contains("\"event\":\"batch.log.dropped\",\"message\":\"7 log lines", lines[5], StringComparison.Ordinal);
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

    private void WriteMegabyteAndHalf()
    {
        using var log = new LogFile(new ManualTime());
        log.Open(Settings() with { LogKeep = 3, LogMaxMegabytes = 1 });
        for (var n = 0; n < 150; n++)
        {
            log.Write(new string('x', 10_000));
        }
    }

    private void Old(string name, int day, int kilobytes)
    {
        var path = Path.Combine(Directory.CreateDirectory(Logs).FullName, name);
        File.WriteAllBytes(path, new byte[kilobytes * 1_000]);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1 + day, 0, 0, 0, DateTimeKind.Utc));
    }

    private string Logs => Path.Combine(Settings().OutputDir, LogFile.Folder);

    private IEnumerable<string> Files() => Directory.Exists(Logs) ? Directory.EnumerateFiles(Logs, "*.ndjson").Order(StringComparer.Ordinal) : [];

    private RunSettings Settings() => SettingLayers.Defaults with { OutputDir = _folder.At("output") };
}
