using System.Globalization;
using System.Text;

namespace Rollcall.Bench.Probing;

/// <summary>Draws how the requests of searches are spread, class by class: a bar from the 5th to the 95th percentile, the median, and the most.</summary>
internal static class ProbingPlot
{
    private const int RowHeight = 26;
    private const int Left = 360;
    private const int Width = 440;
    private const int Top = 40;

    public static string Draw(IReadOnlyList<(string Name, List<Finding> Findings)> rows)
    {
        var height = Top + (rows.Count * RowHeight) + 20;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 40}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var requests = 0; requests <= Searches.Budget; requests += 25)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{X(requests)}\" y1=\"{Top - 8}\" x2=\"{X(requests)}\" y2=\"{height - 20}\" stroke=\"#ddd\"/><text x=\"{X(requests)}\" y=\"{Top - 14}\" text-anchor=\"middle\" fill=\"#555\">{requests}</text>");
        }

        for (var row = 0; row < rows.Count; row++)
        {
            var (name, findings) = rows[row];
            var middle = Top + (row * RowHeight) + (RowHeight / 2);
            var (low, high) = (X(Searches.Percentile(findings, 0.05)), X(Searches.Percentile(findings, 0.95)));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left - 10}\" y=\"{middle + 4}\" text-anchor=\"end\">{name}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{low}\" y=\"{middle - 6}\" width=\"{Math.Max(2, high - low)}\" height=\"12\" fill=\"#8fb8de\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{X(Searches.Percentile(findings, 0.5))}\" y1=\"{middle - 9}\" x2=\"{X(Searches.Percentile(findings, 0.5))}\" y2=\"{middle + 9}\" stroke=\"#1f4e79\" stroke-width=\"3\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{X(findings.Max(f => f.Requests))}\" cy=\"{middle}\" r=\"3\" fill=\"#c0392b\"/>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static int X(int requests) => Left + (requests * Width / Searches.Budget);
}
