using System.Text;

namespace Rollcall.Definitions;

/// <summary>One thing that is wrong, or doubtful, in a definition or settings file. Immutable.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Path">The key path, such as <c>read.fields.title.as</c> or <c>judge.absent[0].status</c>; empty for the whole file.</param>
/// <param name="Wrong">What is wrong, naming what was given: <c>'abc' is no HTTP status</c>.</param>
/// <param name="Allowed">What is allowed, as an order to the user: <c>give a number from 100 to 599</c>.</param>
public sealed record Problem(string File, int Line, string Path, string Wrong, string Allowed)
{
    /// <summary>True for what works but will be regretted; the definition is read all the same.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The line as it should be; null when that is not known.</summary>
    public string? Mended { get; init; }

    /// <summary><c>x.yaml:12: judge.absent[0].status: 'abc' is no HTTP status; give a number …</c>, and the mended line below it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
        {
            text.Append(':').Append(Line);
        }

        text.Append(": ");
        if (IsWarning)
        {
            text.Append("warning: ");
        }

        if (Path.Length > 0)
        {
            text.Append(Path).Append(": ");
        }

        text.Append(Wrong).Append("; ").Append(Allowed);
        if (Mended is not null)
        {
            text.Append(":\n    ").Append(Mended.Trim());
        }

        return text.ToString();
    }
}
