using System.Diagnostics;
using Rollcall.Tests.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class ServeCommandTests : IDisposable
{
    private readonly CliBench _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("a token is needed", "--address", "0.0.0.0")]
    [InlineData("the token has 5 characters", "--token", "guess")]
    [InlineData("--address: 'example.org' is not allowed", "--address", "example.org")]
    [InlineData("--port: 70000 is not allowed", "--port", "70000")]
    [InlineData("there is no folder nowhere", "--registries", "nowhere")]
    [InlineData("Choose another port", "--address", "127.0.0.1", "--port", "1")]
    public async Task What_cannot_be_is_a_usage_error(string said, params string[] arguments)
    {
        // As root any port can be had, unless it is taken.
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        string[] given = [.. arguments.Select(a => a == "1" ? $"{port}" : a)];

        var code = await _cli.RunAsync(["serve", "--output", _cli.Output, .. given]);

        Assert.Equal(2, code);
        Assert.Contains(said, _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_settings_is_said_at_once_in_the_order_of_the_file()
    {
        var settings = _cli.Write("rollcall.yaml", $"""
            concurrency: 0
            colour: blue
            notify:
              command: tell-me
            schedule:
              - name: a
                cron: "61 * * * *"
                run: {CliBench.Plain}
              - name: b
                cron: "* * * *"
                time_zone: Mars/Olympus
                run: [{CliBench.Plain}, gone.yaml]
                load: none.yaml
              - name: c
                cron: "0 3 31 2 *"
                run: {CliBench.Plain}
            patience: soon
            """);

        Assert.Equal(2, await _cli.RunAsync("serve", "--output", _cli.Output, "--port", "0", "--settings", settings));

        var here = Directory.GetCurrentDirectory();
        Assert.Equal(
            [
                "1: concurrency: '0' is not allowed; give a whole number from 1 to 256",
                "2: there is no setting 'colour'; docs/settings.md lists those there are",
                "4: notify.command: 'tell-me' is no command; give a list, each item behind a hyphen: the program first, then its arguments",
                "7: schedule[0].cron: '61 * * * *' is no cron expression: Minute and Second values must be between 0 and 59; give five fields as in a crontab (minute hour day month weekday), or six or seven as in Quartz (second first, year last)",
                "10: schedule[1].cron: '* * * *' is no cron expression: it has 4 fields; give five fields as in a crontab (minute hour day month weekday), or six or seven as in Quartz (second first, year last)",
                "11: schedule[1].time_zone: this machine knows no time zone 'Mars/Olympus'; give a name of the IANA time zone database, such as America/Toronto, or UTC",
                $"12: schedule[1].run[1]: there is no file 'gone.yaml' in {here}; name a file, from the working directory on",
                $"13: schedule[1].load: there is no file 'none.yaml' in {here}; name a file, from the working directory on",
                "15: schedule[2].cron: '0 3 31 2 *' names a time that never comes; name a day that its month has",
                "17: patience: 'soon' is not allowed; give a duration such as 30s, 5m, 2h, 30d or plain seconds",
            ],
            _cli.Error.Split('\n').Where(line => line.Contains(settings, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(settings, StringComparison.Ordinal) + settings.Length + 1)..].TrimEnd()));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_well_and_at_once(string signal)
    {
        using var folder = new TempFolder();
        await using var serve = await ServeProcess.StartAsync(folder, new Uri("http://127.0.0.1:1"));
        using var viewer = new HttpClient { BaseAddress = serve.Address };
        await using var stream = await viewer.GetStreamAsync(new Uri("/events?page=/", UriKind.Relative), TestContext.Current.CancellationToken);
        var begun = TimeProvider.System.GetTimestamp();

        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {serve.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await serve.EndAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
