using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Rollcall.Cli;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Serving;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

/// <summary>A dashboard on a port of its own, over an output folder of its own.</summary>
internal sealed partial class Served : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly DashboardServer _server;

    private Served(TempFolder folder, DashboardServer server, RecordingLog log)
    {
        (_folder, _server, Log) = (folder, server, log);
        Client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    public HttpClient Client { get; }

    public CookieContainer Cookies { get; } = new();

    public RecordingLog Log { get; }

    public Uri Address => _server.Address;

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public string Folder => _folder.Path;

    public string Output => OutputOf(_folder);

    public string Registries => _folder.At("registries");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string OutputOf(TempFolder folder) => folder.At("output");

    /// <summary>Starts one.</summary>
    /// <param name="change">What is to be otherwise.</param>
    /// <param name="prepare">What is to be in its folder before it starts.</param>
    public static async Task<Served> StartAsync(Func<DashboardOptions, DashboardOptions>? change = null, Action<TempFolder>? prepare = null)
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(OutputOf(folder));
        Directory.CreateDirectory(folder.At("registries"));
        prepare?.Invoke(folder);
        var options = new DashboardOptions { OutputFolder = OutputOf(folder), RegistryFolders = [folder.At("registries")] };
        var log = new RecordingLog();
        var program = CliProgram.Of(Path.Combine(AppContext.BaseDirectory, "rollcall-cli"), typeof(CliApp).Assembly.Location);
        var launcher = new ProcessLauncher(program, new LaunchPlace(options.OutputFolder, SettingsFile: null, []), TimeProvider.System, log);
        var server = await DashboardServer.StartAsync(change?.Invoke(options) ?? options, launcher, LoggerFactory.Create(logging => logging.AddProvider(new Into(log))), Token);
        return new Served(folder, server, log);
    }

    public async Task<string> GetAsync(string path) => await Client.GetStringAsync(new Uri(path, UriKind.Relative), Token);

    public Task<HttpResponseMessage> AskAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative), Token);

    /// <summary>Asks until the answer holds a text: files are looked at twice a second.</summary>
    public async Task UntilAsync(string path, string text)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var response = await AskAsync(path);
            var answer = await response.Content.ReadAsStringAsync(Token);
            if (answer.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), $"{path} does not come to say '{text}':\n{answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>The token that a form of the page carries.</summary>
    public async Task<string> FormTokenAsync(string page = "/start") =>
        TokenField().Match(await (await Client.GetAsync(new Uri(page, UriKind.Relative), Token)).Content.ReadAsStringAsync(Token)).Groups["value"].Value;

    /// <summary>Sends a form as the dashboard's own page would.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        await SendAsync(path, Origin, [.. fields, ("__RequestVerificationToken", await FormTokenAsync())]);

    /// <summary>Sends a form.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, string? origin, (string Name, string Value)[] fields, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await Client.SendAsync(request, Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await StartedProcesses.EndAsync(Output, untilWritten: true);
        _folder.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TokenField();

    private sealed class Into(RecordingLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
