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
        Example = "where: { column: 1, is: \"{id}\" }",
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
        Example = "wait: { visible: \"#dialog\" }",
    };

    private static readonly MappingShape Fill = new("fill step", [
        new("at", Words.Selector, "The field.") { IsRequired = true },
        new("with", Words.Sent, "The text to put in, such as {id}.") { IsRequired = true },
    ])
    {
        Example = "fill: { at: \"#number\", with: \"{id}\" }",
    };

    private static readonly MappingShape Settle = new("settle step", [
        new("replaced", Words.Selector, "Elements that must have been replaced since before the first step."),
        new("response", Words.Marker, "A text in the address of a response that must have come since before the first step."),
        new("hidden", Words.Selector, "Something that must not be visible any more, such as a busy screen; proves nothing by itself."),
    ])
    {
        Rules = [new KeyRule.AtLeastOne("replaced", "response", "hidden")],
        Example = "settle: { replaced: \"#results tr\" }",
    };

    private static readonly MappingShape Until = new("place that ends it", [JudgeGrammar.At, JudgeGrammar.Json, JudgeGrammar.Is, JudgeGrammar.Contains])
    {
        Rules = [new KeyRule.ExactlyOne("at", "json")],
        Example = "until: { at: \"#results td\", is: \"{id}\" }",
    };

    private static readonly MappingShape Next = new("next step", [
        JudgeGrammar.At with { Meaning = "A CSS selector of the link or button to the next page; on the last page it is missing, hidden or disabled." },
        JudgeGrammar.Json with { Meaning = "In a JSON answer, the dotted path of the next page's address; on the last page it is missing, null, false or empty." },
        new("get", Words.Address, "The next page's address, when what stands there is only a part of it: {next} stands for it."),
        new("until", Until, "Pages are followed only until one shows this: the row that was looked for."),
        new("replaced", Words.Selector, "Elements that the next page replaces, where it comes without a new document (browser)."),
        new("max_pages", new NumberShape("number of pages", 2, 10_000), "More pages than these are taken for an endless list, and the id fails; 100 by default."),
    ])
    {
        Rules = [new KeyRule.ExactlyOne("at", "json"), new KeyRule.Needs("get", "json"), new KeyRule.Needs("replaced", "at")],
        Example = "next: { at: \"a.next\" } or next: { json: meta.next }",
    };

    /// <summary>One step: a verb, and for requests what goes with it.</summary>
    public static MappingShape Step { get; } = new("step", [
        new("get", Words.Address, "Asks for an address; in a browser, opens it."),
        new("post", Words.Address, "Sends a form to an address (http)."),
        new("headers", new MapShape(Words.HeaderName, Words.Sent, "headers"), "Headers sent with the request (http)."),
        new("form", new MapShape(Words.Text, Words.Sent with { MayBeEmpty = true }, "form fields"), "The fields of the form (http)."),
        new("carry", new ChoiceShape("thing to carry", ["hidden"]), "Sends along what the page before holds ready: hidden for its hidden fields (view state, tokens) and CSRF tokens (http)."),
        new("goto", Words.Address, "Opens an address; over http, the same as get."),
        new("dismiss", Dismiss, "Clicks away what may cover the page (browser)."),
        new("click", new EitherShape(Words.Selector, ClickInRow), "Clicks an element, or a button in the row that names the id; over http, follows a link, sends a form or posts back."),
        new("wait", Wait, "Waits until all that is given holds (browser)."),
        new("fill", Fill, "Puts a text into a field; over http, the click behind it sends the form."),
        new("settle", Settle, "Waits for the answer to this id and proves it fresh (browser)."),
        new("next", Next, "Goes through all pages of a list; the last step of ask or detail."),
    ])
    {
        Rules =
        [
            new KeyRule.ExactlyOne("get", "post", "goto", "dismiss", "click", "wait", "fill", "settle", "next"),
            new KeyRule.Needs("headers", "get", "post"),
            new KeyRule.Needs("form", "post"),
            new KeyRule.Needs("carry", "post"),
        ],
    };
}
