using System.Globalization;
using System.Text;

namespace Rollcall.Observing;

/// <summary>
/// Readings in the text form that Prometheus scrapes (version 0.0.4), under the names that an OpenTelemetry collector would give them: dots become
/// underscores, the unit stands at the end, a counter ends in <c>_total</c>. Pure.
/// </summary>
public static class PrometheusText
{
    /// <summary>What an answer that holds it says it is.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the readings of any number of runs; where two have the same name and labels, the first stands.</summary>
    public static string Render(IEnumerable<MetricReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var text = new StringBuilder();
        foreach (var metric in readings.GroupBy(NameOf, StringComparer.Ordinal).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var first = metric.First();
            text.Append("# HELP ").Append(metric.Key).Append(' ').Append(Escaped(first.Description, quotes: false)).Append('\n')
                .Append("# TYPE ").Append(metric.Key).Append(' ').Append(first.Kind).Append('\n');

            // One name has one type; a reading of another could come from another version of Rollcall only.
            foreach (var reading in metric.Where(r => r.Kind == first.Kind).DistinctBy(r => LabelsOf(r, bucket: null), StringComparer.Ordinal))
            {
                Append(text, metric.Key, reading);
            }
        }

        return text.ToString();
    }

    /// <summary>The name of a reading's metric, as Prometheus has it.</summary>
    public static string NameOf(MetricReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var name = new StringBuilder(reading.Name.Length + 16);
        foreach (var sign in reading.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(sign) || sign == ':' ? sign : '_');
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            name.Insert(0, '_');
        }

        var unit = reading.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when reading.Kind == MetricKinds.Gauge => "_ratio",
            _ => "",
        };
        const string Total = "_total";
        var bare = name.ToString();
        bare = reading.Kind == MetricKinds.Counter && bare.EndsWith(Total, StringComparison.Ordinal) ? bare[..^Total.Length] : bare;
        bare = bare.EndsWith(unit, StringComparison.Ordinal) ? bare : bare + unit;
        return reading.Kind == MetricKinds.Counter ? bare + Total : bare;
    }

    private static void Append(StringBuilder text, string name, MetricReading reading)
    {
        if (reading.Histogram is not { } histogram)
        {
            AppendLine(text, name, LabelsOf(reading, bucket: null), Number(reading.Value ?? 0));
            return;
        }

        foreach (var bucket in histogram.Buckets)
        {
            AppendLine(text, name + "_bucket", LabelsOf(reading, Number(bucket.AtMost)), Number(bucket.Count));
        }

        AppendLine(text, name + "_bucket", LabelsOf(reading, "+Inf"), Number(histogram.Count));
        AppendLine(text, name + "_sum", LabelsOf(reading, bucket: null), Number(histogram.Sum));
        AppendLine(text, name + "_count", LabelsOf(reading, bucket: null), Number(histogram.Count));
    }

    private static void AppendLine(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append(labels).Append(' ').Append(value).Append('\n');

    private static string LabelsOf(MetricReading reading, string? bucket)
    {
        var labels = reading.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{LabelName(l.Key)}=\"{Escaped(l.Value, quotes: true)}\"").ToList();
        if (bucket is not null)
        {
            labels.Add($"le=\"{bucket}\"");
        }

        return labels.Count == 0 ? "" : $"{{{string.Join(',', labels)}}}";
    }

    private static string LabelName(string name)
    {
        var plain = string.Concat(name.Select(sign => char.IsAsciiLetterOrDigit(sign) ? sign : '_'));
        return plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? "_" + plain : plain;
    }

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
