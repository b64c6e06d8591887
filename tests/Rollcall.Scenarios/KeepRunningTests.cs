using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>The supervisor loop, scripts/keep-running, against commands that end as runs do.</summary>
public sealed class KeepRunningTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(127)]
    [InlineData(130)]
    [InlineData(143)]
    public async Task What_is_through_or_needs_a_person_is_not_started_again(int code)
    {
        await using var supervisor = Start(pause: 600, code);

        Assert.Equal(code, (await supervisor.EndAsync()).Code);
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task What_was_killed_is_started_again_at_once()
    {
        await using var supervisor = Start(pause: 600, 137, 137, 0);

        Assert.Equal(0, (await supervisor.EndAsync()).Code);
        Assert.Equal(3, Starts);
    }

    [Fact]
    public async Task What_waiting_can_help_is_started_again_after_a_pause()
    {
        await using var supervisor = Start(pause: 0, 5, 7, 1, 3);

        Assert.Equal(3, (await supervisor.EndAsync()).Code);
        Assert.Equal(4, Starts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task It_can_be_ended_while_it_pauses(int code)
    {
        await using var supervisor = Start(pause: 600, code, 0);
        await Wait.UntilAsync(() => Starts == 1);

        supervisor.Signal(SigTerm);

        Assert.Contains((await supervisor.EndAsync()).Code, (int[])[code, 143]);
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task A_signal_goes_on_to_the_run_and_its_code_is_the_end()
    {
        await using var supervisor = RollcallProcess.StartProgram(
            Script, _place.Folder, variables: null, "/bin/bash", "-c", "trap 'exit 143' TERM; echo >> starts; while :; do sleep 0.05; done");
        await Wait.UntilAsync(() => Starts == 1);

        supervisor.Signal(SigTerm);

        Assert.Equal(143, (await supervisor.EndAsync()).Code);
        Assert.Equal(1, Starts);
    }

    internal static string Script => Workplace.Script("keep-running");

    private int Starts => File.Exists(Path.Combine(_place.Folder, "starts")) ? File.ReadAllLines(Path.Combine(_place.Folder, "starts")).Length : 0;

    /// <summary>Runs a command that ends with these codes, one at each start.</summary>
    private RollcallProcess Start(int pause, params int[] codes) => RollcallProcess.StartProgram(
        Script, _place.Folder, new Dictionary<string, string> { ["KEEP_RUNNING_PAUSE"] = $"{pause}" },
        "/bin/bash", "-c", $"codes=({string.Join(' ', codes)}); echo >> starts; exit ${{codes[$(($(wc -l < starts) - 1))]}}");
}
