using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Rollcall.Tests.Support;

/// <summary>
/// A PostgreSQL server of our own, from the installed package, on a free port of the loopback: started when first asked for, gone with the
/// process however that ends. PostgreSQL refuses to run as root; then it runs as its package's user. Thread safe.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _gate = new(1);
    private string? _folder;
    private Process? _process;
    private int _port;
    private int _schemas;

    /// <summary>Whether commits wait for the disk, as they do in earnest; tests of behaviour need not.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The connection string of a new, empty schema.</summary>
    public async Task<string> NewSchemaAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_process is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        var schema = $"test_{Interlocked.Increment(ref _schemas)}";
        await using var connection = new NpgsqlConnection(Connection());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create schema {schema}", connection);
        await command.ExecuteNonQueryAsync();
        return Connection() + $";Search Path={schema}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // The shell around the server waits for the end of its input.
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _gate.Dispose();
    }

    private string Connection() => $"Host=127.0.0.1;Port={_port};Username=rollcall;Database=postgres;Pooling=false;Timeout=60;Command Timeout=120";

    private async Task StartAsync()
    {
        var bin = BinFolder();
        _folder = Directory.CreateTempSubdirectory("rollcall-pg-").FullName;
        var data = Path.Combine(_folder, "data");
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", User(), _folder);
        }

        Run([.. AsUser(), Path.Combine(bin, "initdb"), "-D", data, "-U", "rollcall", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        for (var attempt = 0; attempt < 5 && _process is null; attempt++)
        {
            _port = FreePort();
            await TryStartAsync(bin, data);
        }

        if (_process is null)
        {
            throw new InvalidOperationException("PostgreSQL did not start: " + File.ReadAllText(Path.Combine(_folder, "log")));
        }
    }

    private async Task TryStartAsync(string bin, string data)
    {
        string[] durability = IsDurable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        string[] server =
        [
            .. AsUser(), Path.Combine(bin, "postgres"), "-D", data, "-p", $"{_port}", "-k", _folder!, "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=50", .. durability,
        ];
        // When this process ends, the shell's input ends too, and the shell stops the server (fast shutdown).
        var start = new ProcessStartInfo("sh", ["-c", """log="$1"; shift; "$@" >"$log" 2>&1 </dev/null & p=$!; cat >/dev/null; kill -INT $p; wait $p""", "sh", Path.Combine(_folder!, "log"), .. server])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection());
                await connection.OpenAsync();
                _process = process;
                return;
            }
            catch (NpgsqlException) when (!process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string BinFolder()
    {
        const string Root = "/usr/lib/postgresql";
        var found = Directory.Exists(Root)
            ? Directory.GetDirectories(Root).Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return found ?? throw new InvalidOperationException("PostgreSQL is not installed; ./test installs it (scripts/install-postgresql).");
    }

    private static string User() => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string[] AsUser() => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User()}", "--clear-groups", "--"] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' ended {process.ExitCode}: {complaint}{output.Result}");
        }
    }
}
