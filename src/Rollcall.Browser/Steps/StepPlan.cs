using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Browser.Steps;

/// <summary>Writes lists of steps for the script in the page. Immutable, thread safe.</summary>
internal sealed class StepPlan(RegistryDefinition definition, TemplateValues values, TimeSpan bound)
{
    // A maintenance notice or a cookie banner may come at any time, so what the session's first steps would take away is taken away later too.
    private readonly ImmutableArray<Step.Dismiss> _standing = [.. definition.Open.OfType<Step.Dismiss>()];

    // What says that the session has ended, as far as a look at the page shows it.
    private readonly ImmutableArray<Place> _ended = [.. definition.Judge.Expired.Where(r => r.Status.IsEmpty && r.Url is null).Select(r => r.At).OfType<Place>().Where(p => p.Selector is not null)];

    /// <summary>Writes the plan for one stretch of steps within one document.</summary>
    public string Write(ImmutableArray<Step> steps, RecordId id, Stretch stretch)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("from", stretch.From);
            json.WriteNumber("to", stretch.To);
            json.WriteNumber("bound", bound.TotalMilliseconds);
            json.WriteString("proof", StepReport.Word(stretch.Proof));
            json.WriteBoolean("goesOn", stretch.GoesOn);
            json.WriteBoolean("isNew", stretch.IsNew);
            json.WriteBoolean("read", stretch.Read);
            json.WriteBoolean("lenient", stretch.Lenient);
            json.WriteStartArray("steps");
            foreach (var step in steps)
            {
                Write(json, step, id, stretch.ByHand);
            }

            json.WriteEndArray();
            json.WriteStartArray("ended");
            foreach (var place in stretch.Judged ? _ended : [])
            {
                json.WriteStartObject();
                WriteWords(json, place, id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("dismiss");
            foreach (var step in _standing)
            {
                Write(json, step, id, byHand: false);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, Step step, RecordId id, bool byHand)
    {
        json.WriteStartObject();
        json.WriteString("kind", step.Verb);
        json.WriteNumber("line", step.Line);
        switch (step)
        {
            case Step.Dismiss dismiss:
                json.WriteString("when", dismiss.When);
                json.WriteString("on", dismiss.On);
                break;
            case Step.Click click:
                json.WriteString("on", click.On);
                json.WriteBoolean("byHand", byHand);
                WriteRow(json, click.Row, id);
                break;
            case Step.Fill fill:
                json.WriteString("at", fill.At);
                json.WriteString("text", fill.With.Fill(id, values));
                json.WriteBoolean("byHand", byHand);
                break;
            case Step.Wait wait:
                json.WriteString("visible", wait.Visible);
                json.WriteString("hidden", wait.Hidden);
                WritePlace(json, wait.At, id);
                break;
            case Step.Settle settle:
                json.WriteString("replaced", settle.Replaced);
                json.WriteString("response", settle.Response?.Fill(id, values, Uri.EscapeDataString));
                json.WriteString("hidden", settle.Hidden);
                break;
        }

        json.WriteEndObject();
    }

    private void WriteRow(Utf8JsonWriter json, RowChoice? row, RecordId id)
    {
        if (row is not null)
        {
            json.WriteStartObject("row");
            json.WriteString("selector", row.Selector);
            json.WriteNumber("column", row.Column);
            WriteTexts(json, row.Is, row.Contains, id);
            json.WriteEndObject();
        }
    }

    private void WritePlace(Utf8JsonWriter json, Place? place, RecordId id)
    {
        if (place is not null)
        {
            json.WriteStartObject("at");
            WriteWords(json, place, id);
            json.WriteEndObject();
        }
    }

    private void WriteWords(Utf8JsonWriter json, Place place, RecordId id)
    {
        json.WriteString("selector", place.Selector);
        WriteTexts(json, place.Is, place.Contains, id);
    }

    private void WriteTexts(Utf8JsonWriter json, ImmutableArray<Template> wholes, ImmutableArray<Template> parts, RecordId id)
    {
        WriteTexts(json, "is", wholes, id);
        WriteTexts(json, "contains", parts, id);
    }

    private void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<Template> texts, RecordId id)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("text", text.Fill(id, values));
            json.WriteBoolean("isId", text.NamesTheId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>A stretch of steps to be done in one go.</summary>
/// <param name="From">The first step.</param>
/// <param name="To">The step after the last.</param>
internal readonly record struct Stretch(int From, int To)
{
    /// <summary>What proves so far that the page answers these steps.</summary>
    public Freshness Proof { get; init; }

    /// <summary>Whether what is watched is watched from before, and not from now.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Whether the document came by these steps, so that its status speaks of them.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the page is wanted at the end.</summary>
    public bool Read { get; init; }

    /// <summary>Whether what the steps come to is judged, so that they need not go on once the session is seen to have ended.</summary>
    public bool Judged { get; init; }

    /// <summary>Whether clicks on what is not there are left out.</summary>
    public bool Lenient { get; init; }

    /// <summary>Whether clicks and texts come from the browser's own mouse and keyboard.</summary>
    public bool ByHand { get; init; }
}
