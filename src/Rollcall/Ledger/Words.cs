using Rollcall.Reading;

namespace Rollcall.Ledger;

/// <summary>The words of outcomes and answers in journals and reports, and back.</summary>
internal static class Words
{
    private static readonly string[] Outcomes = ["success", "no_record", "failed"];
    private static readonly string[] Answers = ["found", "unavailable", "absent", "blocked", "unrecognised", "fault"];
    private static readonly string[] Unavailables = ["withheld", "deleted", "merged"];

    public static string Of(Outcome outcome) => Outcomes[(int)outcome];

    public static string Of(AnswerKind answer) => Answers[(int)answer];

    public static string Of(UnavailableKind kind) => Unavailables[(int)kind];

    public static Outcome OutcomeOf(string? word) => (Outcome)At(Outcomes, "outcome", word);

    public static AnswerKind AnswerOf(string? word) => (AnswerKind)At(Answers, "answer", word);

    public static UnavailableKind UnavailableOf(string? word) => (UnavailableKind)At(Unavailables, "unavailable", word);

    public static FormatException Unknown(string property, string? value) =>
        new(value is null ? $"{property} is missing" : $"{property} '{value}' is unknown to this version");

    private static int At(string[] words, string property, string? word)
    {
        var at = Array.IndexOf(words, word);
        return at >= 0 ? at : throw Unknown(property, word);
    }
}
