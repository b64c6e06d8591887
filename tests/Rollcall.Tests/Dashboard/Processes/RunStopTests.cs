using System.Diagnostics;
using Rollcall.Dashboard.Processes;
using Rollcall.Reporting;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Processes;

public sealed class RunStopTests : IDisposable
{
    private const string RunId = "20251122T100000Z-court";

    private readonly TempFolder _folder = new();
    private readonly Process _bystander = Process.Start(new ProcessStartInfo("/bin/sleep", "600"))!;

    [Fact]
    public void A_run_that_has_ended_is_told_nothing() =>
        Assert.Contains("is not running", Assert.IsType<StopAnswer.NotTold>(Tell()).Why, StringComparison.Ordinal);

    [Fact]
    public void A_process_that_got_the_number_of_a_killed_run_is_left_alone()
    {
        Write(ProcessMark.Of(_bystander.Id) + "0");

        Assert.IsType<StopAnswer.NotTold>(Tell());
        Assert.False(_bystander.HasExited);
    }

    [Fact]
    public void A_run_on_another_machine_is_not_looked_for_here()
    {
        Write("6b3f/pid:[1]/17/99");

        Assert.Contains("another machine", Assert.IsType<StopAnswer.NotTold>(Tell()).Why, StringComparison.Ordinal);
        Assert.False(_bystander.HasExited);
    }

    [Fact]
    public async Task The_process_that_the_live_file_means_gets_the_signal()
    {
        Write(ProcessMark.Of(_bystander.Id)!);

        Assert.Equal(new StopAnswer.Told(_bystander.Id), Tell());
        await _bystander.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, _bystander.ExitCode);
    }

    public void Dispose()
    {
        if (!_bystander.HasExited)
        {
            _bystander.Kill();
        }

        _bystander.Dispose();
        _folder.Dispose();
    }

    private StopAnswer Tell() => RunStop.Tell(_folder.Path, RunId, TimeProvider.System, new RecordingLog());

    private void Write(string mark)
    {
        var now = TimeProvider.System.GetUtcNow();
        var status = new LiveStatus
        {
            SchemaVersion = LiveStatus.Version,
            RunId = RunId,
            Registry = "court",
            Partition = "all",
            StartedAt = now,
            UpdatedAt = now,
            Pid = _bystander.Id,
            Process = mark,
            RatePerSecond = 0,
            EtaSeconds = null,
            Phase = "sweeping",
            Succeeded = 0,
            Unavailable = 0,
            NoRecord = 0,
            Failed = 0,
            Retries = 0,
            Requests = 0,
            Skipped = 0,
            Remaining = null,
            Workers = [],
            Pace = new LivePace(0, 0, null),
        };
        File.WriteAllBytes(LiveFiles.PathOf(_folder.Path, RunId), ReadableJson.Write(status));
    }
}
