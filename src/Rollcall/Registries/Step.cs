using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>One thing to do on the way to an answer: a closed set. A definition holds only steps that its mode has.</summary>
/// <param name="Line">The definition's line, for messages.</param>
public abstract record Step(int Line)
{
    /// <summary>The step's word in the definition, for messages.</summary>
    public abstract string Verb { get; }

    /// <summary>Sends a request; its response is the page. HTTP only.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="Url">The address, relative to the site; values put into it are percent-encoded.</param>
    /// <param name="Headers">Headers besides those that are always sent.</param>
    /// <param name="Form">The fields of a form, sent URL-encoded; empty for none.</param>
    public sealed record Request(
        int Line, string Method, Template Url, ImmutableArray<NamedTemplate> Headers, ImmutableArray<NamedTemplate> Form) : Step(Line)
    {
        /// <summary>Whether what the page before holds ready for it is sent along: hidden fields and tokens.</summary>
        public bool Carries { get; init; }

        /// <inheritdoc/>
        public override string Verb => Method is "POST" ? "post" : "get";
    }

    /// <summary>Opens an address. Browser only; <c>get</c> means the same there.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="Url">The address, relative to the site; values put into it are percent-encoded.</param>
    public sealed record Goto(int Line, Template Url) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "goto";
    }

    /// <summary>Takes away what may cover the page; does nothing, and waits for nothing, when it is not there. Browser only.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="When">The selector of what covers the page, when it is visible.</param>
    /// <param name="On">The selector to click then, until it is gone.</param>
    public sealed record Dismiss(int Line, string When, string On) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "dismiss";
    }

    /// <summary>
    /// Clicks the first visible element, once it can be clicked. Over HTTP, does what the click would do without a script: follows a link, sends a
    /// form, posts back.
    /// </summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="On">Its selector; within the row when <paramref name="Row"/> is given.</param>
    /// <param name="Row">The row it must stand in; null for the whole page.</param>
    public sealed record Click(int Line, string On, RowChoice? Row) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "click";
    }

    /// <summary>Waits until all that is given holds at once. Browser only.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="Visible">A selector of which an element must be visible; null for none.</param>
    /// <param name="Hidden">A selector of which no element may be visible; null for none.</param>
    /// <param name="At">A place and the text that must stand there; null for none.</param>
    public sealed record Wait(int Line, string? Visible, string? Hidden, Place? At) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "wait";
    }

    /// <summary>Puts a text into a field, or chooses the option of that value or label. Over HTTP, the click behind it sends it.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="At">The selector of the field.</param>
    /// <param name="With">The text.</param>
    public sealed record Fill(int Line, string At, Template With) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "fill";
    }

    /// <summary>
    /// Goes from page to page of a list for as long as there is a next one: all of them are the answer. The last step of <c>ask</c> or
    /// <c>detail</c>.
    /// </summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="To">Where the way to the next page stands: a selector of the link, or a dotted path to an address. Nothing there, or
    /// something disabled, means that this is the last page.</param>
    /// <param name="Get">The address, with <c>{next}</c> for what stands there; null when it is the address itself.</param>
    /// <param name="MostPages">More pages than these are not followed, and the answer is incomplete.</param>
    public sealed record Next(int Line, Place To, Template? Get, int MostPages) : Step(Line)
    {
        /// <summary>How many pages there may be when a definition does not say.</summary>
        public const int UsualPages = 100;

        /// <summary>The name of the placeholder for what stands at <see cref="To"/>.</summary>
        public const string Placeholder = "next";

        /// <summary>Pages are followed only until one shows this; null to follow all.</summary>
        public Place? Until { get; init; }

        /// <summary>In a browser, a selector whose elements must have been replaced by the next page; null when it comes as a new document.</summary>
        public string? Replaced { get; init; }

        /// <inheritdoc/>
        public override string Verb => "next";
    }

    /// <summary>
    /// Waits until the answer to this id is there, and proves it fresh: what it names is watched from before the first <c>ask</c>
    /// step. All that is given must hold. Browser only.
    /// </summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="Replaced">A selector whose elements must have been replaced since; null for none.</param>
    /// <param name="Response">A text in the address of a response that must have come since; null for none.</param>
    /// <param name="Hidden">A selector of which no element may be visible any more; proves nothing by itself; null for none.</param>
    public sealed record Settle(int Line, string? Replaced, Template? Response, string? Hidden) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "settle";
    }
}

/// <summary>Which row of a result list is meant.</summary>
/// <param name="Selector">The selector of the rows.</param>
/// <param name="Column">The cell that tells the row, from 1.</param>
/// <param name="Is">The whole text of that cell must be one of these; empty for no such test.</param>
/// <param name="Contains">The cell must hold one of these as whole words; empty for no such test.</param>
public sealed record RowChoice(string Selector, int Column, ImmutableArray<Template> Is, ImmutableArray<Template> Contains);

/// <summary>A header or form field whose value is filled in.</summary>
public sealed record NamedTemplate(string Name, Template Value);
