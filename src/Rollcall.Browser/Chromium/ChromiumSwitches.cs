namespace Rollcall.Browser.Chromium;

/// <summary>The command-line switches given to Chromium besides Playwright's own.</summary>
internal static class ChromiumSwitches
{
    /// <summary>The switch that marks a browser as ours and names its temporary folder. Chromium itself does not know it.</summary>
    public const string Marker = "--rollcall-folder";

    // Chromium honours the last switch of a name only, so these repeat what Playwright 1.64 gives it. A test reads the command line of a
    // real process and compares; it fails when an upgrade of Playwright brings another list.
    private const string DisabledFeatures =
        "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,DialMediaRouteProvider,GlobalMediaControls,HttpsUpgrades,LensOverlay,"
        + "MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,BlockOriginHeaderModificationOnRedirect,AvoidCorsURLLoaderRestartOnRedirect,"
        + "Translate,AutoDeElevate,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,msForceBrowserSignIn,msEdgeUpdateLaunchServicesPreferredVersion";

    private const string BlinkSettings = "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4";

    /// <summary>The switches for a browser that keeps its files in this folder.</summary>
    public static string[] For(string folder) =>
    [
        // With RenderDocument, closing a page can hang for ever (microsoft/playwright#42068).
        $"--disable-features={DisabledFeatures},RenderDocument",
        // Neither images nor fonts say anything that is read, and both cost the site.
        $"--blink-settings={BlinkSettings},imagesEnabled=false",
        "--disable-remote-fonts",
        $"{Marker}={folder}",
    ];
}
