using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>Many partitions in one command.</summary>
public sealed class PartitionTests
{
    private static readonly string[] Dead = ["2017", "2020", "2024"];

    [Fact]
    public async Task Three_dead_partitions_of_ten_do_not_stop_the_others()
    {
        using var site = new YearSite(dead: Dead);
        using var place = new Workplace();
        var definition = Write(place, site.Address);

        await using var cli = RollcallProcess.Start(
            place.Folder, new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "2s", ["ROLLCALL_RETRY_BACKOFF"] = "100ms" },
            "run", definition, "--year", "2016..2025", "--end", "20", "--json");
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 5, ended.Error);
        var document = JsonDocument.Parse(ended.Out).RootElement;
        var runs = document.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal((10, 5), (runs.Count, document.GetProperty("exit_code").GetInt32()));
        foreach (var run in runs)
        {
            var year = run.GetProperty("report").GetProperty("partition").GetString()!;
            Assert.Equal(Dead.Contains(year) ? 5 : 0, run.GetProperty("exit_code").GetInt32());
            Assert.Equal(Dead.Contains(year) ? 0 : 20, run.GetProperty("report").GetProperty("succeeded").GetInt32());
            Assert.True(run.GetProperty("detail").GetString()!.Length > 20);
        }

        Assert.Equal(140, place.Records().Count);
        Assert.Equal(3, ended.Error.Split('\n').Count(line => line.Contains("batch.run.abort", StringComparison.Ordinal) && line.Contains("blocked", StringComparison.Ordinal)));
        Assert.Single(Directory.EnumerateFiles(place.Output, "audit_*.ndjson").Select(f => JsonDocument.Parse(File.ReadLines(f).First()).RootElement.GetProperty("batch_id").GetString()).Distinct());

        // Once they are back, the same command asks only those.
        site.Revive();
        var asked = site.Asked;
        var again = await RollcallProcess.RunAsync(place.Folder, "run", definition, "--year", "2016..2025", "--end", "20", "--quiet");
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(200, place.Records().Count);
        Assert.InRange(site.Asked - asked, 60, 70);
        Assert.Contains("10 of 10 complete", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worst_code_of_the_runs_is_the_commands()
    {
        using var site = new YearSite(dead: ["2018"], odd: ["2017"]);
        using var place = new Workplace();

        await using var cli = RollcallProcess.Start(
            place.Folder, new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "1s", ["ROLLCALL_RETRY_BACKOFF"] = "10ms" },
            "run", Write(place, site.Address), "--year", "2016,2017", "--end", "20", "--quiet");
        Assert.Equal(3, (await cli.EndAsync()).Code);

        await using var worse = RollcallProcess.Start(
            place.Folder, new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "1s", ["ROLLCALL_RETRY_BACKOFF"] = "10ms" },
            "run", Write(place, site.Address), "--year", "2016..2018", "--end", "20", "--quiet");
        Assert.Equal(5, (await worse.EndAsync()).Code);
    }

    private static string Write(Workplace place, Uri site)
    {
        var file = Path.Combine(place.Folder, "years.yaml");
        File.WriteAllText(
            file,
            $$"""
            registry: years
            site: {{site}}
            ids:
              pattern: "{number}"
              ceiling: 9999
            ask:
              - get: "/{yyyy}/{number}"
            judge:
              absent:
                - status: 404
                  at: "h1"
                  is: "No such record"
              found:
                - at: "table.record"
              identity:
                at: ".number"
                is: "{number}"
            read:
              fields:
                title: { at: "h1" }
            settings:
              delay_min: 0s
              delay_max: 0s
            """);
        return file;
    }

    /// <summary>A site with a section for each year, of which some are dead (503) and some have one record that no rule knows.</summary>
    private sealed class YearSite : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly HashSet<string> _dead;
        private readonly HashSet<string> _odd;
        private int _asked;

        public YearSite(string[] dead, string[]? odd = null)
        {
            _dead = [.. dead];
            _odd = [.. odd ?? []];
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Address { get; }

        public int Asked => Volatile.Read(ref _asked);

        public void Revive() => _dead.Clear();

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception ex) when (ex is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                Answer(context);
            }
        }

        private void Answer(HttpListenerContext context)
        {
            var parts = context.Request.Url!.AbsolutePath.Trim('/').Split('/');
            var (status, body) = parts.Length < 2 ? (404, "<h1>Nothing here</h1>")
                : _dead.Contains(parts[0]) ? (503, "<h1>Service unavailable</h1>")
                : _odd.Contains(parts[0]) && parts[1] == "7" ? (200, $"<h1>Odd {parts[1]}</h1>")
                : (200, $"<h1>Record {parts[1]} of {parts[0]}</h1><table class=record><tr><td class=number>{parts[1]}</td></tr></table>");
            if (parts.Length >= 2)
            {
                Interlocked.Increment(ref _asked);
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html";
            var bytes = Encoding.UTF8.GetBytes(body);
            context.Response.ContentLength64 = bytes.Length;
            context.Response.OutputStream.Write(bytes);
            context.Response.Close();
        }
    }
}
