using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary><c>notify:</c> with a real receiver, real programs, and runs that stop.</summary>
public sealed class NotifyTests : IDisposable
{
    private readonly CliBench _cli = new();
    private readonly ConcurrentQueue<(string Body, string? Authorization, string Path)> _received = new();

    private string Heard => Path.Combine(_cli.Folder, "heard");

    [Fact]
    public async Task A_stop_that_needs_somebody_is_posted_with_its_facts()
    {
        await using var receiver = await ReceiverAsync(_ => 204);
        _cli.Variables["HOOK_TOKEN"] = "s3cret-token";

        var code = await RunFailingAsync($$"""
            notify:
              webhook: "{{receiver.Address}}hook/${HOOK_TOKEN}"
              headers: { Authorization: "Bearer ${HOOK_TOKEN}" }
            """);

        var (body, authorization, path) = Assert.Single(_received);
        Assert.Equal(("Bearer s3cret-token", "/hook/s3cret-token"), (authorization, path));
        var notice = JsonDocument.Parse(body).RootElement;
        Assert.Equal(3, code);
        Assert.Equal(("run_stopped", 3, "completed_with_failures"), (Text(notice, "event"), notice.GetProperty("exit_code").GetInt32(), Text(notice, "stop_reason")));
        Assert.Equal(("practice-plain", "all"), (Text(notice, "registry"), Text(notice, "partition")));
        Assert.Equal((10, 1), (notice.GetProperty("counts").GetProperty("total").GetInt32(), notice.GetProperty("counts").GetProperty("failed").GetInt32()));
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(Text(notice, "report")!, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(Text(report, "run_id"), Text(notice, "run_id"));
        Assert.Contains("batch.notify.sent", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _cli.Error + _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_ended_well_tells_nobody_unless_asked_to()
    {
        await using var receiver = await ReceiverAsync(_ => 204);

        Assert.Equal(0, await RunAsync($"notify:\n  webhook: {receiver.Address}\n"));
        Assert.Empty(_received);
        Assert.Equal(0, await RunAsync($"notify:\n  on: [completed, nothing_to_do]\n  webhook: {receiver.Address}\n"));
        Assert.Equal("nothing_to_do", Text(JsonDocument.Parse(Assert.Single(_received).Body).RootElement, "stop_reason"));
    }

    [Fact]
    public async Task A_dry_run_tells_nobody()
    {
        await using var receiver = await ReceiverAsync(_ => 204);

        Assert.Equal(0, await RunAsync($"notify:\n  on: all\n  webhook: {receiver.Address}\n", "--dry-run"));
        Assert.Empty(_received);
    }

    [Fact]
    public async Task A_receiver_that_is_down_for_a_moment_is_tried_again()
    {
        await using var receiver = await ReceiverAsync(attempt => attempt == 1 ? 503 : 200);

        Assert.Equal(3, await RunFailingAsync($"notify:\n  webhook: {receiver.Address}\n"));
        Assert.Equal(2, _received.Count);
        Assert.Contains("batch.notify.sent", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_asked_once_and_changes_no_exit_code()
    {
        await using var receiver = await ReceiverAsync(_ => 403);

        Assert.Equal(3, await RunFailingAsync($"notify:\n  webhook: {receiver.Address}\n"));
        Assert.Single(_received);
        Assert.Contains("it answered 403 (1 try)", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up()
    {
        await using var receiver = await TestSite.StartAsync(c => Task.Delay(TimeSpan.FromMinutes(5), TimeProvider.System, c.RequestAborted));
        var begun = Stopwatch.GetTimestamp();

        Assert.Equal(3, await RunFailingAsync($"notify:\n  timeout: 1500ms\n  webhook: {receiver.Address}\n"));
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30));
        Assert.Contains("batch.notify.failed", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_gets_the_facts_as_variables_and_as_json()
    {
        var code = await RunFailingAsync($$"""
            notify:
              command: [/bin/sh, -c, "cat > \"$0\"; echo $ROLLCALL_NOTIFY_STOP_REASON $ROLLCALL_NOTIFY_EXIT_CODE $ROLLCALL_NOTIFY_FAILED >> \"$0\"", "{{Heard}}"]
            """);

        var heard = await File.ReadAllTextAsync(Heard, TestContext.Current.CancellationToken);
        Assert.Equal(3, code);
        Assert.EndsWith("completed_with_failures 3 1\n", heard, StringComparison.Ordinal);
        Assert.Equal("completed_with_failures", Text(JsonDocument.Parse(heard[..(heard.LastIndexOf('}') + 1)]).RootElement, "stop_reason"));
    }

    [Fact]
    public async Task A_command_that_fails_or_is_not_there_changes_no_exit_code()
    {
        Assert.Equal(3, await RunFailingAsync("notify:\n  command: [/bin/sh, -c, \"echo no mail today >&2; exit 7\"]\n"));
        Assert.Contains("/bin/sh ended with 7: no mail today", _cli.Error, StringComparison.Ordinal);

        Assert.Equal(3, await RunFailingAsync("notify:\n  command: [/nowhere/mail]\n"));
        Assert.Contains("/nowhere/mail cannot be started", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_leaves_in_the_background_is_not_waited_for()
    {
        var code = await RunFailingAsync($$"""
            notify:
              command: [/bin/sh, -c, "sleep 300 & echo $! > \"$0\"", "{{Heard}}"]
            """);

        using var left = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Heard, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture));
        left.Kill();
        Assert.Equal(3, code);
        Assert.Contains("batch.notify.sent", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_may_be_rollcall_itself()
    {
        _cli.Variables["ROLLCALL_NOTIFY_RUN_ID"] = "r";

        Assert.Equal(0, await RunAsync(""));
    }

    [Fact]
    public async Task A_secret_that_is_not_set_is_said_before_anything_is_asked()
    {
        Assert.Equal(2, await RunAsync("notify:\n  webhook: \"https://hooks.example/${NO_SUCH_TOKEN}\"\n"));
        Assert.Contains("${NO_SUCH_TOKEN} is not set", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_cannot_begin_is_told_of_too()
    {
        await using var receiver = await ReceiverAsync(_ => 204);
        _cli.Write("blocker", "");

        var code = await RunAsync($"notify:\n  webhook: {receiver.Address}\n", "--output", Path.Combine(_cli.Folder, "blocker", "output"));

        Assert.Equal(7, code);
        var notice = JsonDocument.Parse(Assert.Single(_received).Body).RootElement;
        Assert.Equal((7, JsonValueKind.Null), (notice.GetProperty("exit_code").GetInt32(), notice.GetProperty("run_id").ValueKind));
    }

    public void Dispose() => _cli.Dispose();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<TestSite> ReceiverAsync(Func<int, int> statusOf) => TestSite.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        _received.Enqueue((await reader.ReadToEndAsync(), context.Request.Headers.Authorization, context.Request.Path));
        context.Response.StatusCode = statusOf(_received.Count);
    });

    private Task<int> RunFailingAsync(string settings) => RunAsync(settings, fails: "5", []);

    private Task<int> RunAsync(string settings, params string[] more) => RunAsync(settings, fails: null, more);

    private async Task<int> RunAsync(string settings, string? fails, string[] more)
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 10, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        if (fails is not null)
        {
            site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = [fails] });
        }

        string[] output = more.Contains("--output") ? [] : ["--output", _cli.Output];
        return await _cli.RunAsync(
            ["run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--max-retries", "0", "--settings", _cli.Write("settings.yaml", settings), .. output, .. more]);
    }
}
