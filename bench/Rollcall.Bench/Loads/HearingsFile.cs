using System.Text;
using System.Text.Json;

namespace Rollcall.Bench.Loads;

/// <summary>A source of invented hearings for <c>datasets/hearings.yaml</c>: each with a committee, three witnesses and two documents.</summary>
internal static class HearingsFile
{
    private const int Committees = 20;

    /// <summary>Writes the committees and so many hearings, one a line.</summary>
    public static void Write(string path, int hearings)
    {
        var random = new Random(1);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        for (var c = 0; c < Committees; c++)
        {
            file.WriteLine(JsonSerializer.Serialize(new { record = "committee", system_code = Code(c), name = $"Committee on {c}", chamber = "House" }));
        }

        for (var i = 0; i < hearings; i++)
        {
            file.WriteLine(JsonSerializer.Serialize(new
            {
                event_id = $"{100_000 + i}",
                congress = 118,
                chamber = "House",
                title = $"Hearing {i}: oversight of the agency for something and its budget request",
                hearing_type = "Hearing",
                status = "Scheduled",
                hearing_date = "2025-03-04",
                location = "2128 Rayburn House Office Building",
                update_date = "2025-03-01T12:00:00Z",
                committees = new[] { Code(i % Committees) },
                witnesses = Enumerable.Range(0, 3).Select(k => new { name = $"Witness {k} {random.Next(hearings * 2)}", position = "Director of Research", organization = $"Institute {random.Next(3)}" }),
                documents = Enumerable.Range(0, 2).Select(k => new { type = "Statement", title = $"Statement of witness {k}", url = $"https://docs.example/{i}/statement-{k}.pdf" }),
            }));
        }
    }

    private static string Code(int committee) => $"hs{committee:00}00";
}
