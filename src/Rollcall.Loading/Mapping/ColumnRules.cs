using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Mapping;

/// <summary>What a column allows of a value that is of its type: presence, length, pattern, vocabulary, range.</summary>
internal static class ColumnRules
{
    /// <summary>Adds a reason for every rule the value breaks.</summary>
    public static void Judge(ColumnDefinition column, object? value, Action<RefusalRule, string> complain)
    {
        if (value is null)
        {
            if (column.Required)
            {
                complain(RefusalRule.Required, $"{column.Name} is required");
            }

            return;
        }

        if (value is string text)
        {
            JudgeText(column, text, complain);
        }

        JudgeRange(column, value, complain);
    }

    private static void JudgeText(ColumnDefinition column, string text, Action<RefusalRule, string> complain)
    {
        if (column.Required && string.IsNullOrWhiteSpace(text) && !Equals(text, column.Default))
        {
            complain(RefusalRule.Required, $"{column.Name} is required and blank");
        }

        if (column.Length is { } length && ValueReader.CountCharacters(text) is var count && (count < length.Least || count > length.Most))
        {
            complain(RefusalRule.Length, $"{column.Name} has {count} characters; {length.Least} to {length.Most} are allowed");
        }

        if (column.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            complain(RefusalRule.Pattern, $"{column.Name} does not match {pattern}");
        }

        if (!column.OneOf.IsEmpty && !column.OneOf.Contains(text))
        {
            complain(RefusalRule.OneOf, $"{column.Name} must be one of {string.Join(", ", column.OneOf)}");
        }
    }

    private static void JudgeRange(ColumnDefinition column, object value, Action<RefusalRule, string> complain)
    {
        if (column.Range is not { } range)
        {
            return;
        }

        if ((range.Least is { } least && Compare(value, least) < 0) || (range.Most is { } most && Compare(value, most) > 0))
        {
            complain(RefusalRule.Range, $"{column.Name} must lie in {range.Least}..{range.Most}");
        }
    }

    // Dates and moments are ISO 8601 in one form: they sort as text.
    private static int Compare(object one, object other) =>
        one is string text ? string.CompareOrdinal(text, (string)other) : ((IComparable)one).CompareTo(other);
}
