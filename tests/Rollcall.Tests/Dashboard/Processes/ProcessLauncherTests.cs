using Rollcall.Dashboard.Processes;
using Rollcall.Reporting;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Processes;

public sealed class ProcessLauncherTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ProcessOrder.Run Any = new(["court.yaml"]);

    private readonly Launching _launching = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_became_of_a_run_is_known_when_it_has_ended()
    {
        var launcher = _launching.Launcher();

        var start = launcher.Start(await _launching.RunAsync(end: 20), "dashboard");
        var ended = await launcher.WaitAsync(start, Token);

        Assert.True(ended.ExitCode == 0, string.Join('\n', ended.LastLines));
        Assert.Equal("completed", ended.StopReason);
        var run = Assert.Single(ended.RunIds);
        Assert.True(ReportFiles.TryRead(ReportFiles.SummaryOf(_launching.Output, run), out var report, out var problem), problem);
        Assert.Equal(20, report.Total);
        Assert.False(Directory.Exists($"/proc/{start.Pid}"), "it is still in the process table");
    }

    [Fact]
    public async Task A_refused_start_comes_back_with_its_message()
    {
        var launcher = _launching.Launcher();

        var state = await launcher.FirstNewsAsync(launcher.Start(Any, "dashboard"), Patience, Token);

        var ended = Assert.IsType<ProcessState.Ended>(state);
        Assert.True(ended.IsRefused);
        Assert.Contains(ended.LastLines, l => l.Contains("court.yaml: there is no such file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_start_in_a_partition_is_refused_and_says_who_works_on_it()
    {
        var launcher = _launching.Launcher();
        var order = await _launching.RunAsync(end: 400, latency: TimeSpan.FromSeconds(1));
        var first = launcher.Start(order, "dashboard");
        var running = Assert.IsType<ProcessState.Running>(await launcher.FirstNewsAsync(first, Patience, Token));

        var second = await launcher.WaitAsync(launcher.Start(order, "dashboard"), Token);

        Assert.True(second.IsRefused);
        Assert.Contains(second.LastLines, l => l.Contains("is being worked on by", StringComparison.Ordinal));
        Assert.IsType<ProcessState.Running>(launcher.StateOf(first));
        Assert.IsType<StopAnswer.Told>(RunStop.Tell(_launching.Output, running.RunIds[0], TimeProvider.System, new RecordingLog()));
        var ended = await launcher.WaitAsync(first, Token);
        Assert.Equal((143, "sigterm"), (ended.ExitCode, ended.StopReason));
    }

    [Fact]
    public async Task A_process_has_a_session_of_its_own_and_nothing_to_read()
    {
        // The last one takes the shell's place: a shell blocks all signals for the moment in which it starts a program.
        var launcher = _launching.Script("cut -d' ' -f1,5,6 /proc/$$/stat >&2; readlink /proc/$$/fd/0 >&2; exec grep -E 'Sig(Blk|Ign)' /proc/self/status >&2");

        var start = launcher.Start(Any, "dashboard");
        var ended = await launcher.WaitAsync(start, Token);

        Assert.Equal($"{start.Pid} {start.Pid} {start.Pid}", ended.LastLines[0]);
        Assert.Equal("/dev/null", ended.LastLines[1]);
        Assert.Contains("SigBlk:\t0000000000000000", ended.LastLines);
    }

    [Fact]
    public async Task The_command_line_is_what_a_person_would_type_and_no_shell_reads_it()
    {
        var launcher = _launching.Script("for a in \"$@\"; do echo \"$a\" >&2; done");
        var order = new ProcessOrder.Run(["a b.yaml", "$(touch x).yaml"]) { Year = "2025", Set = Set("tab", "x; rm -rf"), Start = 3, MaxCases = 5, Mode = "http" };

        var ended = await launcher.WaitAsync(launcher.Start(order, "dashboard"), Token);

        Assert.Equal(
            ["run", "a b.yaml", "$(touch x).yaml", "--year=2025", "--set=tab=x; rm -rf", "--start=3", "--max-cases=5", "--mode=http", $"--output={_launching.Output}", "--json", "--quiet"],
            ended.LastLines);
    }

    [Theory]
    [InlineData("--output=/etc")]
    [InlineData("@/etc/passwd")]
    [InlineData("-")]
    [InlineData("")]
    public void A_word_that_the_command_line_would_take_for_something_else_starts_nothing(string word)
    {
        var refused = Assert.Throws<RollcallException>(() => _launching.Launcher().Start(new ProcessOrder.Load("cases.yaml", [word]), "dashboard"));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.False(Directory.Exists(_launching.Output));
    }

    [Fact]
    public async Task Settings_go_into_the_environment_and_what_is_withheld_does_not()
    {
        var launcher = _launching.Script("echo \"${ROLLCALL_DELAY_MIN}|${HOME-none}|${PATH:+path}\" >&2", "HOME");
        var order = Any with { Settings = Set("delay_min", "2s") };

        var ended = await launcher.WaitAsync(launcher.Start(order, "dashboard"), Token);

        Assert.Equal(["2s|none|path"], ended.LastLines);
        Assert.Throws<RollcallException>(() => launcher.Start(Any with { Settings = Set("delay", "2s") }, "dashboard"));
    }

    [Fact]
    public async Task Another_launcher_knows_what_runs_and_what_has_ended()
    {
        var first = _launching.Script("until [ -e \"$0.go\" ] || [ ! -d \"$0\" ]; do sleep 0.05; done; echo '{\"run_id\":\"r\",\"exit_code\":5,\"stop_reason\":\"blocked\"}'; exit 5".Replace("$0", _launching.Output, StringComparison.Ordinal));
        var start = first.Start(Any, "schedule: nightly");

        var later = _launching.Launcher();
        var known = Assert.Single(later.All());
        Assert.Equal(start, known with { Arguments = start.Arguments, StartedAt = start.StartedAt });
        Assert.IsType<ProcessState.Running>(later.StateOf(known));

        await File.WriteAllTextAsync(_launching.Output + ".go", "", Token);
        var ended = await later.WaitAsync(known, Token);
        Assert.Equal((5, "blocked", "r"), (ended.ExitCode, ended.StopReason, Assert.Single(ended.RunIds)));
        Assert.Equal("schedule: nightly", later.Find(start.Id)!.StartedBy);
        Assert.DoesNotContain("is_alive", await File.ReadAllTextAsync(Path.Combine(_launching.Output, "processes", start.Id + ".json"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_a_start_is_its_owners_and_holds_no_password()
    {
        var launcher = _launching.Script("for a in \"$@\"; do echo \"$a\" >&2; done");
        var order = Any with { Set = Set("town", "Springfield=1"), BaseUrl = "http://me:p@ss-word@127.0.0.1:1" };

        var start = launcher.Start(order, "dashboard");
        var ended = await launcher.WaitAsync(start, Token);

        Assert.Contains("--base-url=http://me:p@ss-word@127.0.0.1:1", ended.LastLines);
        Assert.Equal(["run", "court.yaml", "--set=town=Springfield=1", "--base-url=http://***@127.0.0.1:1"], launcher.Find(start.Id)!.Arguments.Take(4));
        var line = Assert.Single(_launching.Log.Of("serve.process.started"));
        Assert.Contains("--set=town=*** --base-url=http://***@127.0.0.1:1", line, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(_launching.Output, "processes")), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(f)));
    }

    [Fact]
    public async Task A_killed_process_is_told_from_one_that_ended()
    {
        var launcher = _launching.Script("kill -9 $$");

        Assert.Equal(137, (await launcher.WaitAsync(launcher.Start(Any, "dashboard"), Token)).ExitCode);
    }

    [Fact]
    public void A_program_that_is_not_there_is_a_failure_with_its_reason()
    {
        var failure = Assert.Throws<RollcallException>(() => _launching.Launcher(new CliProgram("/nowhere/rollcall-cli", [])).Start(Any, "dashboard"));

        Assert.Contains("No such file", failure.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _launching.DisposeAsync();

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Set(string name, string value) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(name, value);
}
