using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>One thing to do on the way to an answer: a closed set.</summary>
/// <param name="Line">The definition's line, for messages.</param>
public abstract record Step(int Line)
{
    /// <summary>Sends a request; its response is the page.</summary>
    /// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
    /// <param name="Url">The address, relative to the site; values put into it are percent-encoded.</param>
    /// <param name="Headers">Headers besides those that are always sent.</param>
    /// <param name="Form">The fields of a form, sent URL-encoded; empty for none.</param>
    public sealed record Request(
        int Line, string Method, Template Url, ImmutableArray<NamedTemplate> Headers, ImmutableArray<NamedTemplate> Form) : Step(Line);
}

/// <summary>A header or form field whose value is filled in.</summary>
public sealed record NamedTemplate(string Name, Template Value);
