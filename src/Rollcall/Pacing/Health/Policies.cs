using System.Collections.Immutable;
using Rollcall.Settings;

namespace Rollcall.Pacing.Health;

/// <summary>
/// The windows that the stop policies look through: failures of ids (not of attempts), found pages without a required field, crashes of the browser,
/// and what history says should have been found. Immutable.
/// </summary>
internal sealed record Policies(RunSettings Settings)
{
    private ImmutableArray<bool> Operations { get; init; } = [];

    private long Judged { get; init; }

    private ImmutableArray<(long Id, bool Lacks)> Layouts { get; init; } = [];

    private ImmutableArray<(long Id, DateTimeOffset At)> Crashes { get; init; } = [];

    private double Expected { get; init; }

    /// <summary>Whether the run found any record.</summary>
    public bool AnyRecord { get; init; }

    /// <summary>An id's first pass is over.</summary>
    public Policies With(SiteSight.Judged judged) => this with
    {
        Judged = Judged + 1,
        Operations = Windowed(Operations, judged.Failed, Settings.AbortWindow),
        AnyRecord = AnyRecord || judged.HasRecord,
        Expected = Expected + (judged.Failed ? 0 : judged.Expected),
    };

    /// <summary>A record's page came, with or without all required fields.</summary>
    public Policies WithLayout(long id, bool lacks)
    {
        for (var i = 0; i < Layouts.Length; i++)
        {
            if (Layouts[i].Id == id)
            {
                // The same id again is no further evidence; a retry that went well takes the first away.
                return Layouts[i].Lacks == lacks ? this : this with { Layouts = Layouts.SetItem(i, (id, lacks)) };
            }
        }

        return this with { Layouts = Windowed(Layouts, (id, lacks), Settings.LayoutDriftWindow) };
    }

    /// <summary>An id crashed the browser.</summary>
    public Policies WithCrash(long id, DateTimeOffset at) =>
        this with { Crashes = [.. Crashes.Where(c => c.Id != id && c.At > at - Settings.AbortBrowserCrashWindow), (id, at)] };

    /// <summary>Without what was seen of failures and of pages that lack a field. Half of what it takes to judge will do the next time: else a site that is never well would be asked on and on.</summary>
    public Policies Afresh() => this with { Operations = [], Judged = Math.Min(Judged, Settings.AbortMinOperations / 2), Layouts = [] };

    /// <summary>Whether a whole window of ids is there, and none of the last ones failed.</summary>
    public bool AreWell => Operations.Length >= Settings.AbortWindow && !Operations.Contains(true);

    /// <summary>The policy that wants the run to end, or null.</summary>
    public SiteStop? Verdict()
    {
        if (Settings.AbortFailureRate is { } rate && Judged >= Settings.AbortMinOperations && Operations.Length > 0)
        {
            var failed = Operations.Count(f => f);
            if (failed >= rate * Operations.Length)
            {
                return new SiteStop(
                    StopReason.FailureRate,
                    $"{failed} of the last {Operations.Length} ids failed after all retries (abort_failure_rate {rate:0.##}); the report groups them by cause");
            }
        }

        var lacking = Layouts.Count(l => l.Lacks);
        if (Settings.LayoutDriftRate is { } drift && Layouts.Length >= Settings.LayoutDriftWindow && lacking >= drift * Layouts.Length && lacking > 0)
        {
            return new SiteStop(
                StopReason.LayoutDrift,
                $"{lacking} of the last {Layouts.Length} records' pages lack a required field (layout_drift_rate {drift:0.##}): the layout has changed. Correct the definition (rollcall check --live shows what its rules see), then run again");
        }

        if (Settings.AbortBrowserCrashes is { } crashes && Crashes.Length >= crashes)
        {
            return new SiteStop(
                StopReason.BrowserCrashes,
                $"{Crashes.Length} ids crashed the browser within {Durations.Text(Settings.AbortBrowserCrashWindow)} (abort_browser_crashes {crashes})");
        }

        return Settings.AbortZeroYield is { } least && !AnyRecord && Expected >= least
            ? new SiteStop(
                StopReason.ZeroYield,
                $"not one record found, where the partition's history says about {Expected:0} should be (abort_zero_yield {least}). Look at the kept pages: the site may hide its records from us")
            : null;
    }

    private static ImmutableArray<T> Windowed<T>(ImmutableArray<T> window, T item, int size) =>
        window.Length < size ? window.Add(item) : window.RemoveRange(0, window.Length - size + 1).Add(item);
}
