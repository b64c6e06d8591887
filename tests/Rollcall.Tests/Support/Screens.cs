using Microsoft.Playwright;

namespace Rollcall.Tests.Support;

/// <summary>Pictures of pages, kept under <c>TestResults/screens</c> for people to look at.</summary>
internal static class Screens
{
    private static string Folder => Directory.CreateDirectory(Repository.PathOf("TestResults/screens")).FullName;

    /// <summary>Takes the page that is open in light and dark, 1280 and 400 pixels wide, and as it prints.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What the pictures are called.</param>
    /// <returns>How many pixels the page is wider than the window, at the worst.</returns>
    public static async Task<int> TakeAsync(IPage page, string name)
    {
        var tooWide = 0;
        foreach (var width in new[] { 1280, 400 })
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Folder, $"{name}-{scheme.ToString().ToLowerInvariant()}-{width}.png") });
                tooWide = Math.Max(tooWide, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth"));
            }
        }

        await page.SetViewportSizeAsync(794, 1123);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light, Media = Media.Print });
        await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Folder, $"{name}-print.png") });
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        return tooWide;
    }
}
