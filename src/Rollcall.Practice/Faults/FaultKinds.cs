using System.Text;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Faults;

/// <summary>The text form of each fault, and which requests it can spoil.</summary>
internal static class FaultKinds
{
    private static readonly RequestKind[] Answers = [RequestKind.Record, RequestKind.Page, RequestKind.Search, RequestKind.Entries, RequestKind.List, RequestKind.Section];
    private static readonly RequestKind[] WithRecord = [RequestKind.Record, RequestKind.Search, RequestKind.Entries, RequestKind.Section];
    private static readonly RequestKind[] WithAbsence = [RequestKind.Record, RequestKind.Search];
    private static readonly RequestKind[] Pages = [RequestKind.Page];
    private static readonly RequestKind[] Documents = [RequestKind.Record, RequestKind.Page];

    private static readonly Dictionary<string, FaultKind> ByText =
        Enum.GetValues<FaultKind>().ToDictionary(Text, StringComparer.OrdinalIgnoreCase);

    public static string Allowed { get; } = string.Join(", ", ByText.Keys);

    public static bool TryParse(string text, out FaultKind kind) => ByText.TryGetValue(text, out kind);

    /// <summary>HalfBody → half_body, Status500 → status_500.</summary>
    public static string Text(this FaultKind kind)
    {
        var name = kind.ToString();
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) || (char.IsDigit(name[i]) && !char.IsDigit(name[i - 1]));
            if (i > 0 && startsWord)
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>The requests this fault can spoil, an outage aside.</summary>
    public static IReadOnlyList<RequestKind> Spoils(this FaultKind kind) => kind switch
    {
        FaultKind.WrongRecord => WithRecord,
        FaultKind.AbsentAndFound or FaultKind.FalseAbsence => WithAbsence,
        FaultKind.Notice or FaultKind.HungPage => Pages,
        _ when kind.IsTorture() => Documents,
        _ => Answers,
    };

    /// <summary>Whether the registry itself must make up the answer; all other faults are the same for every registry.</summary>
    public static bool ChangesContent(this FaultKind kind) =>
        kind is FaultKind.LayoutChange or FaultKind.WrongRecord or FaultKind.AbsentAndFound or FaultKind.FalseAbsence
            or FaultKind.Notice or FaultKind.HungPage;

    /// <summary>Whether it is made to harm a browser.</summary>
    public static bool IsTorture(this FaultKind kind) =>
        kind is FaultKind.EndlessScript or FaultKind.MemoryHog or FaultKind.PageCrash or FaultKind.AlertStorm
            or FaultKind.EndlessLoad or FaultKind.RedirectLoop or FaultKind.HugeBody or FaultKind.Download;
}
