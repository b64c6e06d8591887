using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Rollcall.Cli.Output;

/// <summary>What came of several runs, in one table or one JSON document.</summary>
internal static class BatchSummary
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the table to stdout.</summary>
    public static void Write(CliEnvironment environment, BatchResult batch)
    {
        var console = Summary.ConsoleOf(environment);
        var table = new Table().Border(TableBorder.None)
            .AddColumn("partition").AddColumn(Right("found")).AddColumn(Right("no record")).AddColumn(Right("failed")).AddColumn(Right("not reached"))
            .AddColumn(Right("exit")).AddColumn("why");
        foreach (var member in batch.Members)
        {
            table.AddRow(
                new Text(member.Name), Count(member.Report?.Succeeded), Count(member.Report?.NoRecord), Count(member.Report?.Failed), Count(member.Report?.Unsettled),
                new Text($"{(int)member.Code}", new Style(member.Code == ExitCode.Completed ? Color.Green : Color.Yellow)), new Text(member.Detail));
        }

        foreach (var name in batch.NotBegun)
        {
            table.AddRow(new Text(name), Count(null), Count(null), Count(null), Count(null), new Text("-"), new Text("not begun"));
        }

        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{batch.Members.Count(m => m.Code == ExitCode.Completed)} of {batch.Members.Count + batch.NotBegun.Count} complete[/] (exit code {(int)batch.Code}); batch {batch.BatchId}");
        console.Write(table);
    }

    /// <summary>The same as one JSON document: <c>batch_id, exit_code, runs[]</c> of <c>name, exit_code, detail, report</c>, <c>not_begun[]</c>.</summary>
    public static string ToJson(BatchResult batch) => new JsonObject
    {
        ["batch_id"] = batch.BatchId,
        ["exit_code"] = (int)batch.Code,
        ["runs"] = new JsonArray([.. batch.Members.Select(m => new JsonObject
        {
            ["name"] = m.Name,
            ["exit_code"] = (int)m.Code,
            ["detail"] = m.Detail,
            ["report"] = m.Report is null ? null : JsonNode.Parse(m.Report.ToJson()),
        })]),
        ["not_begun"] = new JsonArray([.. batch.NotBegun.Select(n => JsonValue.Create(n))]),
    }.ToJsonString(Indented);

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static Text Count(long? count) => new(count is { } number ? $"{number:N0}" : "-");
}
