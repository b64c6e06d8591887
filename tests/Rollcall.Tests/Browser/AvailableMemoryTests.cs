using Rollcall.Browser.Chromium;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

public sealed class AvailableMemoryTests : IDisposable
{
    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_groups_it_is_what_the_machine_has_free()
    {
        Write("proc/meminfo", "MemTotal:       24000000 kB\nMemFree:         1000000 kB\nMemAvailable:   20000000 kB\n");

        Assert.Equal(20_000_000L * 1024, Bytes());
    }

    [Fact]
    public void The_narrowest_group_above_the_process_decides_and_files_in_its_memory_count_as_free()
    {
        Write("proc/meminfo", "MemAvailable:   20000000 kB\n");
        Write("proc/self/cgroup", "0::/pod/container\n");
        Write("sys/fs/cgroup/pod/container/memory.max", "max\n");
        Write("sys/fs/cgroup/pod/container/memory.current", "700000000\n");
        Write("sys/fs/cgroup/pod/memory.max", "1000000000\n");
        Write("sys/fs/cgroup/pod/memory.current", "900000000\n");
        Write("sys/fs/cgroup/pod/memory.stat", "anon 500000000\nfile 400000000\ninactive_file 250000000\nactive_file 50000000\n");

        Assert.Equal(400_000_000, Bytes());
    }

    [Fact]
    public void The_first_version_of_groups_is_read_too()
    {
        Write("proc/meminfo", "MemAvailable:   20000000 kB\n");
        Write("proc/self/cgroup", "8:cpu,cpuacct:/a\n7:memory:/a\n");
        Write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "600000000\n");
        Write("sys/fs/cgroup/memory/a/memory.usage_in_bytes", "500000000\n");
        Write("sys/fs/cgroup/memory/a/memory.stat", "total_inactive_file 30000000\ntotal_active_file 20000000\n");

        Assert.Equal(150_000_000, Bytes());
    }

    [Fact]
    public void A_group_that_is_over_its_limit_leaves_nothing()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "100\n");
        Write("sys/fs/cgroup/memory.current", "200\n");

        Assert.Equal(0, Bytes());
    }

    [Fact]
    public void Where_the_system_does_not_say_it_is_unknown() => Assert.Null(Bytes());

    [Fact]
    public void This_machine_says() => Assert.InRange(new AvailableMemory().Bytes() ?? 0, 1, 1L << 50);

    private long? Bytes() => new AvailableMemory(_root.Path).Bytes();

    private void Write(string path, string text)
    {
        var file = _root.At(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
