using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>What can be done on the way to an answer: the shapes below <c>open</c>, <c>ask</c>, <c>detail</c> and <c>reset</c>.</summary>
internal static class StepGrammar
{
    private static readonly MappingShape Cell = new("choice of a row", [
        new("column", new NumberShape("number of a column", 1, 1000), "The cell that tells the row, counted from 1.") { IsRequired = true },
        JudgeGrammar.Is,
        JudgeGrammar.Contains with { Meaning = "Whole words that the cell must hold, or a list of such texts." },
    ])
    {
        Rules = [new KeyRule.AtLeastOne("is", "contains")],
    };

    private static readonly MappingShape ClickInRow = new("click", [
        new("row", Words.Selector, "The rows of a result list.") { IsRequired = true },
        new("where", Cell, "Which of the rows is meant.") { IsRequired = true },
        new("button", Words.Selector, "What to click within that row.") { IsRequired = true },
    ]);

    private static readonly MappingShape Dismiss = new("dismiss step", [
        new("when", Words.Selector, "What may cover the page; nothing happens when it is not visible.") { IsRequired = true },
        new("click", Words.Selector, "What to click to be rid of it.") { IsRequired = true },
    ]);

    private static readonly MappingShape Wait = new("wait step", [
        new("visible", Words.Selector, "Something that must be visible."),
        new("hidden", Words.Selector, "Something that must not be visible."),
        JudgeGrammar.At,
        JudgeGrammar.Is,
        JudgeGrammar.Contains with { Meaning = "Whole words that must stand there, or a list of such texts." },
    ])
    {
        Rules = [new KeyRule.AtLeastOne("visible", "hidden", "at"), new KeyRule.Needs("is", "at"), new KeyRule.Needs("contains", "at")],
    };

    private static readonly MappingShape Fill = new("fill step", [
        new("at", Words.Selector, "The field.") { IsRequired = true },
        new("with", Words.Sent, "The text to put in, such as {id}.") { IsRequired = true },
    ]);

    private static readonly MappingShape Settle = new("settle step", [
        new("replaced", Words.Selector, "Elements that must have been replaced since before the first step."),
        new("response", Words.Marker, "A text in the address of a response that must have come since before the first step."),
        new("hidden", Words.Selector, "Something that must not be visible any more, such as a busy screen; proves nothing by itself."),
    ])
    {
        Rules = [new KeyRule.AtLeastOne("replaced", "response", "hidden")],
    };

    /// <summary>One step: a verb, and for requests what goes with it.</summary>
    public static MappingShape Step { get; } = new("step", [
        new("get", Words.Address, "Asks for an address; in a browser, opens it."),
        new("post", Words.Address, "Sends a form to an address (http)."),
        new("headers", new MapShape(Words.HeaderName, Words.Sent, "headers"), "Headers sent with the request (http)."),
        new("form", new MapShape(Words.Text, Words.Sent with { MayBeEmpty = true }, "form fields"), "The fields of the form (http)."),
        new("goto", Words.Address, "Opens an address; over http, the same as get."),
        new("dismiss", Dismiss, "Clicks away what may cover the page (browser)."),
        new("click", new EitherShape(Words.Selector, ClickInRow), "Clicks an element, or a button in the row that names the id (browser)."),
        new("wait", Wait, "Waits until all that is given holds (browser)."),
        new("fill", Fill, "Puts a text into a field (browser)."),
        new("settle", Settle, "Waits for the answer to this id and proves it fresh (browser)."),
    ])
    {
        Rules =
        [
            new KeyRule.ExactlyOne("get", "post", "goto", "dismiss", "click", "wait", "fill", "settle"),
            new KeyRule.Needs("headers", "get", "post"),
            new KeyRule.Needs("form", "post"),
        ],
    };
}
