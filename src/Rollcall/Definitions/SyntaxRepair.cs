using YamlDotNet.Core;

namespace Rollcall.Definitions;

/// <summary>
/// Reads YAML that may be broken. Traps are mended and a block with a syntax error is left out, each with a problem, so that what is
/// wrong elsewhere is reported in the same go.
/// </summary>
internal sealed record SyntaxRepair(Node? Root, IReadOnlyList<string> Lines, IReadOnlySet<string> LostKeys)
{
    private const int MostSyntaxErrors = 10;

    /// <summary>Reads the lines of a text.</summary>
    /// <param name="lines">The lines as written.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The root (null when nothing can be read), the lines it was read from, and the top-level keys that were left out.</returns>
    public static SyntaxRepair Read(string[] lines, Problems problems)
    {
        var traps = TrapScanner.Scan(lines);
        var mended = Mend(lines, traps);
        var root = TryBuild(mended, out var found, out var error);

        // The scanner knows less of YAML than the parser: where only its mending breaks the text, it was wrong.
        if (error is not null && traps.Count > 0 && TryBuild(lines, out var unmended, out var none) is { } whole && none is null)
        {
            problems.Add(unmended);
            return new SyntaxRepair(whole, lines, new HashSet<string>());
        }

        var lost = new HashSet<string>();
        for (var errors = 0; error is not null && errors < MostSyntaxErrors; errors++)
        {
            var row = Math.Clamp((int)error.Start.Line, 1, mended.Length) - 1;
            problems.Add(row + 1, "", Explain(error.Message, mended[row]), "mend the indentation, quotes or brackets here or in the line above");
            if (!LeaveOutBlock(mended, row, lost))
            {
                break;
            }

            root = TryBuild(mended, out found, out error);
        }

        problems.Add(found);
        AddTraps(traps, lines, mended, root, problems);
        return new SyntaxRepair(root, mended, lost);
    }

    private static Node? TryBuild(string[] lines, out Problems found, out YamlException? error)
    {
        found = new Problems("");
        error = null;
        try
        {
            return TreeBuilder.Build(string.Join('\n', lines), found);
        }
        catch (YamlException syntax)
        {
            error = syntax;
            return null;
        }
    }

    private static string[] Mend(string[] lines, IReadOnlyList<Trap> traps)
    {
        var mended = (string[])lines.Clone();
        foreach (var trap in traps.Reverse())
        {
            var line = mended[trap.Line - 1];
            mended[trap.Line - 1] = string.Concat(line.AsSpan(0, trap.Start), trap.Replacement, line.AsSpan(trap.End));
        }

        return mended;
    }

    // Blanks the top-level block of a line, so that line numbers stay. False when there is nothing left to take away.
    private static bool LeaveOutBlock(string[] lines, int row, HashSet<string> lost)
    {
        var first = row;
        while (first > 0 && !BeginsBlock(lines[first]))
        {
            first--;
        }

        var end = row + 1;
        while (end < lines.Length && !BeginsBlock(lines[end]))
        {
            end++;
        }

        var colon = lines[first].IndexOf(':', StringComparison.Ordinal);
        lost.Add(colon < 0 ? "" : lines[first][..colon].Trim());
        var had = Array.Exists(lines[first..end], l => l.Length > 0);
        Array.Fill(lines, "", first, end - first);
        return had;
    }

    private static bool BeginsBlock(string line) => line.Length > 0 && (char.IsLetterOrDigit(line[0]) || line[0] is '"' or '\'' or '_');

    private static void AddTraps(IReadOnlyList<Trap> traps, string[] lines, string[] mended, Node? root, Problems problems)
    {
        var paths = new Dictionary<(int, string), string>();
        CollectPaths(root, paths);
        foreach (var trap in traps)
        {
            var path = paths.GetValueOrDefault((trap.Line, trap.Key), trap.Key);
            problems.Add(trap.Line, path, trap.Wrong, trap.Allowed, Mend(lines, [.. traps.Where(t => t.Line == trap.Line)])[trap.Line - 1]);
        }
    }

    private static void CollectPaths(Node? node, Dictionary<(int, string), string> paths)
    {
        foreach (var entry in (node as MappingNode)?.Entries ?? [])
        {
            paths.TryAdd((entry.Line, entry.Key), entry.Value.Path);
            CollectPaths(entry.Value, paths);
        }

        foreach (var item in (node as SequenceNode)?.Items ?? [])
        {
            CollectPaths(item, paths);
        }
    }

    private static string Explain(string message, string line) =>
        $"this is no YAML ({message.TrimEnd('.')}): {(line.Trim() is { Length: > 0 } text ? $"'{(text.Length > 80 ? text[..80] + "…" : text)}'" : "an empty line")}";
}
