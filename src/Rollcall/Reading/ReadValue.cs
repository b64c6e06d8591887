namespace Rollcall.Reading;

/// <summary>What was read at one place, before anybody asks whether it had to be there.</summary>
/// <param name="Value">The value; missing when there is none.</param>
/// <param name="WhyNot">Why there is none, or null: nothing stands there, or what stands there is no date or number.</param>
/// <param name="IsDoubtful">Whether something stands there, though it cannot be read as wanted.</param>
internal readonly record struct ReadValue(FieldValue Value, string? WhyNot, bool IsDoubtful)
{
    /// <summary>Whether there is a value that says something.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Value.Text);

    public static ReadValue Nothing(string whyNot) => new(FieldValue.Missing, whyNot, IsDoubtful: false);
}
