using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Checks what steps ask of the steps around them: a page to begin on, a click that sends, a list that ends.</summary>
internal sealed class StepOrder(Problems problems, FetchMode mode)
{
    /// <summary>Checks the steps behind a key.</summary>
    /// <param name="nodes">The steps as they are written.</param>
    /// <param name="steps">The same, as they were read.</param>
    /// <param name="key">The key.</param>
    /// <param name="hasPageBefore">Whether there is a page before the first of them.</param>
    public void Check(IReadOnlyList<MappingNode> nodes, ImmutableArray<Step> steps, string key, bool hasPageBefore)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is Step.Next)
            {
                CheckNext(nodes, i, key);
            }
            else if (mode is FetchMode.Http)
            {
                CheckOverHttp(nodes[i], steps, i, hasPageBefore || i > 0);
            }
        }
    }

    private void CheckNext(IReadOnlyList<MappingNode> nodes, int at, string key)
    {
        if (key is not ("ask" or "detail"))
        {
            problems.Add(nodes[at], $"'next' goes through the pages of an answer, and '{key}' has none", "move it to the end of 'ask' or 'detail'");
        }
        else if (at < nodes.Count - 1)
        {
            problems.Add(nodes[at], "steps follow 'next', which goes to the end of the list", $"make it the last step of '{key}'");
        }
        else if (at == 0)
        {
            problems.Add(nodes[at], $"'next' goes on from a page, and there is none yet in '{key}'", "put the step that brings the first page before it");
        }
    }

    private void CheckOverHttp(MappingNode node, ImmutableArray<Step> steps, int at, bool hasPageBefore)
    {
        if (!hasPageBefore && steps[at] is (Step.Click or Step.Fill or Step.Request { Carries: true }))
        {
            var verb = steps[at] is Step.Request ? "carry" : steps[at].Verb;
            problems.Add(node[verb] ?? node, $"'{verb}' takes something from the page before, and there is none", "open it before: put a 'get' of the page that holds the form or link in front");
        }

        if (steps[at] is Step.Fill && !steps.Skip(at).SkipWhile(s => s is Step.Fill).Take(1).Any(s => s is Step.Click))
        {
            problems.Add(node, "nothing sends what is filled in: over http a form is sent by a click", "add a 'click' on the form's button behind it");
        }
    }
}
