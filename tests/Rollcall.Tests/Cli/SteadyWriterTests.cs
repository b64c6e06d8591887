using Rollcall.Cli.Output;

namespace Rollcall.Tests.Cli;

/// <summary>A log on a full disk: <c>/dev/full</c> refuses every byte as one does.</summary>
public sealed class SteadyWriterTests
{
    [Fact]
    public void What_a_full_disk_refuses_goes_to_the_other_stream_or_nowhere()
    {
        using var full = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)) { AutoFlush = true };
        using var other = new StringWriter();
        using var steady = new SteadyWriter(full, other);

        steady.WriteLine("why it ended");
        steady.Write('!');
        steady.Flush();

        Assert.Equal($"why it ended{Environment.NewLine}!", other.ToString());
        using var alone = new SteadyWriter(full, instead: null);
        alone.WriteLine("dropped");
    }

    [Fact]
    public void What_can_be_written_goes_where_it_should()
    {
        using var file = new StringWriter();
        using var other = new StringWriter();
        using var steady = new SteadyWriter(file, other);

        steady.WriteLine("found {0}", 3);
        steady.WriteLine();

        Assert.Equal($"found 3{Environment.NewLine}{Environment.NewLine}", file.ToString());
        Assert.Empty(other.ToString());
    }
}
