using System.Diagnostics;
using System.Globalization;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Architecture;

/// <summary>The shipped systemd units: that they say what the docs say, that systemd takes them, and that they restart where that can help.</summary>
public sealed class UnitFileTests
{
    private static UnitFile Run => UnitFile.Open(Repository.PathOf("scripts/systemd/rollcall@.service"));

    private static UnitFile Serve => UnitFile.Open(Repository.PathOf("scripts/systemd/rollcall-serve.service"));

    public static TheoryData<string> Units => [.. Directory.EnumerateFiles(Repository.PathOf("scripts/systemd")).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Units))]
    public void The_docs_show_a_unit_as_it_is_shipped(string unit) =>
        Assert.Contains(
            $"```ini\n{File.ReadAllText(Repository.PathOf($"scripts/systemd/{unit}"))}```\n",
            File.ReadAllText(Repository.PathOf("docs/operations.md")),
            StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_finds_nothing_wrong_with_a_unit(string unit)
    {
        const string analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(analyze), "there is no systemd-analyze here");
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("scripts/systemd")))
        {
            // An instance of the templates, and a program that is there.
            var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("/opt/rollcall/rollcall", Repository.PathOf("rollcall"), StringComparison.Ordinal);
            await File.WriteAllTextAsync(folder.At(InstanceOf(Path.GetFileName(file))), text, TestContext.Current.CancellationToken);
        }

        using var process = Process.Start(new ProcessStartInfo(analyze, ["verify", "--man=no", folder.At(InstanceOf(unit))]) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // It ends 0 also when it has passed over what it does not understand.
        Assert.Equal((0, ""), (process.ExitCode, said));
    }

    [Fact]
    public void A_run_is_started_again_where_that_can_help_and_nowhere_else()
    {
        ExitCode[] helps = [ExitCode.InternalError, ExitCode.SiteUnavailable, ExitCode.StorageUnavailable];

        Assert.Equal(helps, Enum.GetValues<ExitCode>().Where(code => Run.RestartsAfterCode((int)code)));
        Assert.True(Run.RestartsAfterKill);
    }

    [Fact]
    public void A_run_that_never_finds_its_site_is_left_for_a_person()
    {
        var starts = int.Parse(Run["StartLimitBurst"], CultureInfo.InvariantCulture);
        var each = SettingLayers.Defaults.Patience + Run.RestartAfter;

        // With an hour to spare, for what a start takes besides.
        Assert.True((starts * each) + TimeSpan.FromHours(1) < Run.Seconds("StartLimitIntervalSec"));
    }

    [Fact]
    public void A_killed_dashboard_is_started_again_and_a_wrong_command_is_not()
    {
        Assert.True(Serve.RestartsAfterKill);
        Assert.True(Serve.RestartsAfterCode((int)ExitCode.InternalError));
        Assert.False(Serve.RestartsAfterCode((int)ExitCode.Usage));
        Assert.False(Serve.RestartsAfterCode((int)ExitCode.Completed));
    }

    [Fact]
    public void A_run_has_time_for_its_own_exit_and_a_dashboard_takes_no_run_with_it()
    {
        Assert.True(Run.Seconds("TimeoutStopSec") > SettingLayers.Defaults.GracefulShutdownTimeout);
        Assert.Equal("mixed", Run["KillMode"]);
        Assert.Equal("process", Serve["KillMode"]);
    }

    private static string InstanceOf(string unit) => unit.Replace("@", "@court", StringComparison.Ordinal);
}
