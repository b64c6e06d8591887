using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios.Support;

/// <summary>A real nginx of a test's own in front of a site, on a free port, with a folder of its own. Killed when disposed.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly TempFolder _folder = new();
    private Process? _started;

    private Nginx(Uri site, string head, string location)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        File.WriteAllText(
            _folder.At("nginx.conf"),
            $$"""
            {{(head.Contains("modsecurity", StringComparison.Ordinal) ? "load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;" : "")}}
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            daemon off;
            pid {{_folder.At("pid")}};
            error_log {{_folder.At("error.log")}};
            events { worker_connections 256; }
            http {
              log_format arrivals '$msec $request_time "$request" $status -';
              access_log {{_folder.At("access.log")}} arrivals;
              client_body_temp_path {{_folder.At("body")}};
              proxy_temp_path {{_folder.At("proxy")}};
              fastcgi_temp_path {{_folder.At("fastcgi")}};
              uwsgi_temp_path {{_folder.At("uwsgi")}};
              scgi_temp_path {{_folder.At("scgi")}};
              {{head}}
              server {
                listen 127.0.0.1:{{Address.Port}};
                location / { {{location}} proxy_pass {{site.GetLeftPart(UriPartial.Authority)}}; }
                location @slow { add_header Retry-After 1 always; return 429 "Too many requests"; }
              }
            }
            """.Replace("FOLDER", _folder.Path, StringComparison.Ordinal));
    }

    private Process Server => _started ?? throw new InvalidOperationException("nginx was not started");

    public Uri Address { get; }

    /// <summary>How often it answered with that status.</summary>
    public int Answered(int status) => File.ReadLines(_folder.At("access.log")).Count(line => line.Contains($"\" {status} ", StringComparison.Ordinal));

    /// <summary>
    /// The requests answered so far, in order of arrival, by the clock of a process that does nothing else: a site within the tests' own process sees
    /// requests late, and then several at once, whenever a test beside it keeps the threads busy. To the millisecond.
    /// </summary>
    public IReadOnlyList<Arrival> Arrivals() => [.. File.ReadLines(_folder.At("access.log")).Select(Arrival.Of).OrderBy(a => a.At)];

    /// <summary>An nginx that passes everything on.</summary>
    public static Task<Nginx> PlainAsync(Uri site) => StartAsync(new Nginx(site, head: "", location: "proxy_http_version 1.1;"));

    /// <summary>An nginx that lets so many requests a second through, and answers 429 with Retry-After to the rest.</summary>
    public static Task<Nginx> LimitAsync(Uri site, int perSecond) => StartAsync(new Nginx(
        site,
        $"limit_req_zone $binary_remote_addr zone=one:1m rate={perSecond}r/s; limit_req_status 429;",
        "limit_req zone=one burst=2 nodelay; error_page 429 = @slow;"));

    /// <summary>An nginx with ModSecurity and the OWASP core rules, at first at their own threshold.</summary>
    public static async Task<Nginx> WithCoreRulesAsync(Uri site)
    {
        var nginx = new Nginx(site, "modsecurity on; modsecurity_rules_file FOLDER/rules.conf;", "");
        nginx.WriteRules(threshold: 5);
        return await StartAsync(nginx);
    }

    /// <summary>
    /// Sets the anomaly score at which the core rules block. A request to a numeric host scores 3 (rule 920350): at 5 it passes, at 3 it is blocked.
    /// </summary>
    public async Task BlockFromAsync(int threshold)
    {
        WriteRules(threshold);
        using var reload = Process.Start(new ProcessStartInfo(Program, ["-p", _folder.Path, "-c", _folder.At("nginx.conf"), "-s", "reload"]) { RedirectStandardError = true, UseShellExecute = false })!;
        await reload.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, reload.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            if (!_started.HasExited)
            {
                _started.Kill(entireProcessTree: true);
                await _started.WaitForExitAsync();
            }

            _started.Dispose();
        }

        _folder.Dispose();
    }

    private static async Task<Nginx> StartAsync(Nginx nginx)
    {
        nginx._started = Process.Start(new ProcessStartInfo(Program, ["-p", nginx._folder.Path, "-c", nginx._folder.At("nginx.conf")]));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, nginx.Address.Port, limit.Token);
                return nginx;
            }
            catch (SocketException) when (!nginx.Server.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void WriteRules(int threshold) => File.WriteAllText(
        _folder.At("rules.conf"),
        $"""
        SecRuleEngine On
        SecRequestBodyAccess On
        SecAction "id:900110,phase:1,nolog,pass,t:none,setvar:tx.inbound_anomaly_score_threshold={threshold}"
        Include /etc/modsecurity/crs/crs-setup.conf
        Include /usr/share/modsecurity-crs/rules/*.conf
        """);
}

/// <summary>A request as nginx logged it.</summary>
/// <param name="At">When its first bytes were read.</param>
/// <param name="Answered">When the last bytes of the answer were sent.</param>
/// <param name="Status">The status of the answer.</param>
internal sealed record Arrival(DateTimeOffset At, DateTimeOffset Answered, int Status)
{
    internal static Arrival Of(string line)
    {
        var words = line.Split(' ');
        var answered = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(double.Parse(words[0], CultureInfo.InvariantCulture));
        return new Arrival(answered - TimeSpan.FromSeconds(double.Parse(words[1], CultureInfo.InvariantCulture)), answered, int.Parse(words[^2], CultureInfo.InvariantCulture));
    }
}
