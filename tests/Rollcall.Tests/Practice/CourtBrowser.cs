using Microsoft.Playwright;
using Rollcall.Practice;

namespace Rollcall.Tests.Practice;

/// <summary>One site and one Chromium for a class of tests; each test opens its own page.</summary>
public sealed class CourtBrowser : IAsyncLifetime
{
    private static readonly string[] Executables =
        ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium/chromium", "/usr/bin/chromium"];

    private IBrowser? _browser;
    private IPlaywright? _playwright;

    public PracticeSite Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var executable = Executables.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("These tests need Chromium: apt-get install chromium-headless-shell.");
        Site = await PracticeSite.StartAsync();
        _playwright = await Playwright.CreateAsync();
        // Chromium refuses its sandbox to root.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            ChromiumSandbox = Environment.UserName != "root",
        });
    }

    /// <summary>A page of its own context, with a default timeout of thirty seconds.</summary>
    public async Task<IPage> OpenAsync(int width = 1920)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Site.Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 1080 },
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        await Site.DisposeAsync();
    }
}
