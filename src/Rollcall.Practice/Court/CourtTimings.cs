namespace Rollcall.Practice.Court;

/// <summary>
/// How long the court page's own script takes over things, in milliseconds, 0 to 60,000. Holds for pages loaded from
/// then on. Immutable.
/// </summary>
public sealed record CourtTimings
{
    /// <summary>From the click on Submit until the busy screen shows; an answer that is faster never shows it. Default 80.</summary>
    public int BusyAfter { get; init; } = 80;

    /// <summary>How long a dialog fades in and out. Default 150.</summary>
    public int Fade { get; init; } = 150;

    /// <summary>How long the dialog shows its old content at least before the new one takes its place. Default 120.</summary>
    public int UpdateAfter { get; init; } = 120;

    /// <summary>From the page's start until the notice covers it, when there is one. Default 0: at once.</summary>
    public int NoticeAfter { get; init; }

    internal IEnumerable<string> Problems() =>
        from timing in new[] { ("busy_after", BusyAfter), ("fade", Fade), ("update_after", UpdateAfter), ("notice_after", NoticeAfter) }
        where timing.Item2 is < 0 or > 60_000
        select $"{timing.Item1} {timing.Item2} must be from 0 to 60000 milliseconds";
}
