using System.Globalization;
using System.Text;

namespace Rollcall.Practice.WebForms;

/// <summary>
/// What a page of the site remembers between two requests: which page it is, of which session, what was searched and how far one has paged. It travels
/// with the page, sealed, and is worth nothing when it comes back late, to another session, or not at all.
/// </summary>
internal sealed record ViewState(string Form, string Session, int Number, int Page, DateTimeOffset IssuedAt)
{
    public const string Field = "__VIEWSTATE";
    public const string GeneratorField = "__VIEWSTATEGENERATOR";
    public const string ValidationField = "__EVENTVALIDATION";

    private const char Separator = '|';

    public string Generator => $"{Dice.For(0, "webforms/generator/" + Form).Below(int.MaxValue):X8}";

    public string Write(int seed) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text + Separator + Seal(seed, Text)));

    public string Validation(int seed) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Seal(seed, "validation" + Text)));

    /// <summary>Reads what came back; null when any of the three fields is missing, or is not as it was sent.</summary>
    public static ViewState? Read(int seed, string? state, string? generator, string? validation)
    {
        if (string.IsNullOrEmpty(state) || TextOf(state) is not { } text || text.Split(Separator) is not [var form, var session, var number, var page, var issued, var seal]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var searched) || !int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !long.TryParse(issued, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
            return null;
        var read = new ViewState(form, session, searched, at, new DateTimeOffset(ticks, TimeSpan.Zero));
        return seal == Seal(seed, read.Text) && generator == read.Generator && validation == read.Validation(seed) ? read : null;
    }

    private string Text => string.Join(Separator, Form, Session, Number.ToString(CultureInfo.InvariantCulture), Page.ToString(CultureInfo.InvariantCulture), IssuedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));

    private static string Seal(int seed, string text) => $"{Dice.For(seed, text).Below(int.MaxValue):X8}";

    private static string? TextOf(string state)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(state));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
