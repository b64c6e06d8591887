using Rollcall.Ids;

namespace Rollcall.Pacing.Health;

/// <summary>What is to be done after something was seen. A closed set, immutable.</summary>
public abstract record SiteCommand
{
    private SiteCommand()
    {
    }

    /// <summary>Ask this canary next, before any id.</summary>
    public sealed record AskCanary(Canary Canary) : SiteCommand;

    /// <summary>Let one id through although the workers wait: it shows whether the site is back.</summary>
    public sealed record LetOneThrough : SiteCommand;

    /// <summary>These absences are believed.</summary>
    public sealed record Seal(IdSet Ids) : SiteCommand;

    /// <summary>These absences are taken back.</summary>
    public sealed record Void(IdSet Ids, string Reason) : SiteCommand;

    /// <summary>The workers wait for the site from now on.</summary>
    public sealed record Park(StopReason Reason, string Detail) : SiteCommand;

    /// <summary>The workers go on.</summary>
    /// <param name="Detail">What showed that the site is back.</param>
    /// <param name="Refuted">
    /// The very first canary was answered: it was the ids' own trouble, and they are charged for the attempt.
    /// </param>
    public sealed record Reopen(string Detail, bool Refuted) : SiteCommand;

    /// <summary>The run ends, for this reason.</summary>
    public sealed record Stop(SiteStop Cause) : SiteCommand;

    /// <summary>The walk was ended too early: new ids are handed out again.</summary>
    public sealed record WalkOn : SiteCommand;

    /// <summary>Everything is confirmed: the run is over.</summary>
    public sealed record Finish : SiteCommand;

    /// <summary>A canary was due and there is none.</summary>
    public sealed record NoCanary(string Detail) : SiteCommand;

    /// <summary>A record found before seems to be gone from the site; another canary tells whether it is the record or the site.</summary>
    public sealed record Withdrawn(string Detail) : SiteCommand;
}

/// <summary>What follows from one sight.</summary>
/// <param name="Health">The state after it.</param>
/// <param name="Commands">What is to be done, in this order.</param>
/// <param name="Charged">For an answered id: whether the attempt counts against its retries. Site trouble is not the id's fault.</param>
public sealed record SiteStep(SiteHealth Health, IReadOnlyList<SiteCommand> Commands, bool Charged);
