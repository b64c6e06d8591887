using Rollcall.Ids;
using Rollcall.Ledger;

namespace Rollcall.Reporting.Failures;

/// <summary>Failed attempts that have something in common. Not thread safe.</summary>
internal sealed class Occurrences
{
    private const int MostRanges = 50;
    private const int LongestMessage = 1000;

    public long Count { get; private set; }

    public FailureMoment? First { get; private set; }

    public FailureMoment? Last { get; private set; }

    public string? SamplePage { get; private set; }

    public IdSet Ids { get; } = new();

    /// <summary>Intervals as text; the first 50, then how many more there are.</summary>
    public static string RangesOf(IdSet ids) =>
        string.Join(',', ids.Ranges.Take(MostRanges)) + (ids.Ranges.Count > MostRanges ? $",… {ids.Ranges.Count - MostRanges} more" : "");

    /// <summary>The picture that is kept beside a page; null when there is none.</summary>
    public static string? ScreenshotOf(string? page, Func<string, bool> isThere) =>
        page is not null && Path.ChangeExtension(page, ".png") is var picture && isThere(picture) ? picture : null;

    public void Add(LedgerEvent.Attempted attempted)
    {
        var message = attempted.Answer.Error ?? "";
        var moment = new FailureMoment(attempted.Id.Text, attempted.At, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message);
        Count++;
        First ??= moment;
        Last = moment;
        SamplePage ??= attempted.Answer.HtmlPath;
        Ids.Add(attempted.Id.Ordinal);
    }

    public MessageGroup ToGroup(string message, long all, Func<string, bool> isThere) => new()
    {
        Message = message,
        Count = Count,
        Share = Math.Round((double)Count / all, 4),
        Ids = Ids.Count,
        IdRanges = RangesOf(Ids),
        First = First!,
        Last = Last!,
        SamplePage = SamplePage,
        SampleScreenshot = ScreenshotOf(SamplePage, isThere),
    };
}
