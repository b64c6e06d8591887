using Rollcall.Tests.Dashboard.Processes;
using Rollcall.Dashboard.Processes;
using Rollcall.Reporting;

namespace Rollcall.Tests.Support;

public sealed class StartedProcessesTests
{
    [Fact]
    public async Task What_a_test_started_is_gone_with_it_and_so_is_what_that_started()
    {
        await using var launching = new Launching();
        var launcher = launching.Script("sleep 600 & echo $! >&2; wait");
        var start = launcher.Start(new ProcessOrder.Run(["court.yaml"]), "dashboard");
        var path = Path.Combine(launching.Output, "processes", start.Id + ".err");
        var begun = TimeProvider.System.GetTimestamp();
        while (!(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).EndsWith('\n'))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "the script does not begin");
            await Task.Yield();
        }

        var child = int.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotNull(ProcessMark.Of(child));

        await StartedProcesses.EndAsync(launching.Output, untilWritten: true);

        Assert.Equal((137, null), (launcher.Find(start.Id)!.ExitCode, ProcessMark.Of(start.Pid)));
        while (ProcessMark.Of(child) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "what the script started is left behind");
            await Task.Yield();
        }
    }
}
