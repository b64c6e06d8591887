using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>One thing to do on the way to an answer: a closed set. A definition holds steps of its own mode only.</summary>
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

    /// <summary>Clicks the first visible element, once it can be clicked. Browser only.</summary>
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

    /// <summary>Puts a text into a field, or chooses the option of that value or label. Browser only.</summary>
    /// <param name="Line">The definition's line, for messages.</param>
    /// <param name="At">The selector of the field.</param>
    /// <param name="With">The text.</param>
    public sealed record Fill(int Line, string At, Template With) : Step(Line)
    {
        /// <inheritdoc/>
        public override string Verb => "fill";
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
