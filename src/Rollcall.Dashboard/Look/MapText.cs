using Rollcall.Reporting.Maps;

namespace Rollcall.Dashboard.Look;

/// <summary>What a map's cells and rows say in words and in shapes. Pure.</summary>
internal static class MapText
{
    /// <summary>The stylesheet's letters, in the order of <see cref="IdState"/>.</summary>
    private static readonly string[] Shapes = ["f", "u", "a", "m", "p", "x", "h", "v"];

    /// <summary>The classes of a cell: what most of its ids are, and a corner for trouble that the others are in.</summary>
    public static string Shape(IdMapCell cell)
    {
        if (cell.Most is not { } most)
        {
            return "n";
        }

        var shape = Shape(most);
        if (cell[IdState.Failed] > 0 && most != IdState.Failed)
        {
            shape += " px";
        }

        if (cell[IdState.Hole] > 0 && most != IdState.Hole)
        {
            shape += " ph";
        }

        return shape;
    }

    /// <summary>The class of a state.</summary>
    public static string Shape(IdState state) => Shapes[(int)state];

    /// <summary><c>IMM-1-25: found</c>, <c>IMM-1-25 to IMM-20-25: 19 found, 1 failed</c>.</summary>
    public static string Of(IdMapCell cell, IdNames names) =>
        cell.First == cell.Last ? $"{Name(cell.First, names)}: {cell.Most?.Word() ?? "not of the walk"}" : Of(cell.First, cell.Last, cell.Counts, names);

    /// <summary>The same of a whole row.</summary>
    public static string Of(IReadOnlyList<IdMapCell> row, IdNames names) => Of(row[0].First, row[^1].Last, Sums(row), names);

    /// <summary>What is wrong in a row: <c>2 failed, 1 no outcome</c>; empty when nothing is.</summary>
    public static string Trouble(IReadOnlyList<IdMapCell> row)
    {
        var sums = Sums(row);
        return string.Join(", ", from state in IdStates.All where state.IsTrouble() && sums[(int)state] > 0 select $"{Figures.Count(sums[(int)state])} {state.Word()}");
    }

    private static string Of(long first, long last, IReadOnlyList<long> counts, IdNames names)
    {
        var parts = from state in IdStates.All where counts[(int)state] > 0 select $"{Figures.Count(counts[(int)state])} {state.Word()}";
        var said = string.Join(", ", parts);
        return $"{(first == last ? Name(first, names) : $"{Name(first, names)} to {Name(last, names)}")}: {(said.Length == 0 ? "not of the walk" : said)}";
    }

    // Ids of a listing come from the site, and may be long and in any script.
    private static string Name(long number, IdNames names) => Foreign.Isolated(names[number], 60);

    private static long[] Sums(IReadOnlyList<IdMapCell> row) => [.. IdStates.All.Select(state => row.Sum(cell => cell[state]))];
}
