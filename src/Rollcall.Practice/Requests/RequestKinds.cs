namespace Rollcall.Practice.Requests;

/// <summary>The text form of each kind of request: its name in lower case.</summary>
internal static class RequestKinds
{
    public static string Text(this RequestKind kind) => kind.ToString().ToLowerInvariant();

    public static bool TryParse(string text, out RequestKind kind)
    {
        foreach (var candidate in Enum.GetValues<RequestKind>())
        {
            if (candidate.Text() == text)
            {
                kind = candidate;
                return true;
            }
        }
        kind = default;
        return false;
    }
}
