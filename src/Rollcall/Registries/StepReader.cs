using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Reads steps, for the mode they are to be done in: opening an address is a request over HTTP and a visit in a browser.</summary>
internal sealed class StepReader(Problems problems, TemplateReader templates, FetchMode mode)
{
    private static readonly string[] Places = ["open", "ask", "detail", "reset"];

    /// <summary>Every step of a definition.</summary>
    public static IEnumerable<MappingNode> In(MappingNode root)
    {
        var ids = root.MappingOf("ids");
        IEnumerable<MappingNode?> others = [ids?.MappingOf("tabs"), ids?.MappingOf("list"), .. root.MappingOf("sections")?.Entries.Select(e => e.Value as MappingNode) ?? []];
        return Places.SelectMany(root.ItemsOf).Concat(others.SelectMany(l => l?.ItemsOf("ask") ?? [])).OfType<MappingNode>();
    }

    /// <summary>Whether a step of this word means nothing over HTTP.</summary>
    public static bool NeedsBrowser(string verb) => verb is "dismiss" or "wait" or "settle";

    /// <summary>The steps behind a key of the definition; empty when it is not there.</summary>
    public ImmutableArray<Step> Read(MappingNode root, string key)
    {
        if (key is "reset" && mode is FetchMode.Http && root[key] is { } reset)
        {
            problems.Add(root.Entries.First(e => e.Key == key).Line, reset.Path, "over http there is no page to clean", "take 'reset' away, or use 'mode: browser'");
            return [];
        }

        var nodes = root.ItemsOf(key).OfType<MappingNode>().ToList();
        ImmutableArray<Step> steps = [.. nodes.Select(step => ReadStep(step, key)).OfType<Step>()];
        if (steps.Length == nodes.Count)
        {
            new StepOrder(problems, mode).Check(nodes, steps, key, hasPageBefore: key is "detail" || root.Path.Length > 0 || (key is "ask" && root.Mentions("open")));
        }

        return steps;
    }

    private Step? ReadStep(MappingNode step, string key)
    {
        var read = step.Entries.Select(e => e.Key).FirstOrDefault(k => k is not ("headers" or "form" or "carry")) switch
        {
            "get" or "goto" => ReadVisit(step, step["get"] is null ? "goto" : "get"),
            "post" => ReadPost(step),
            { } verb when mode is FetchMode.Http && NeedsBrowser(verb) => Refuse(step, verb, $"'{verb}' needs a page in a browser, and this definition is asked over http", "use 'mode: browser', or ask with 'get' or 'post'"),
            "dismiss" when step.MappingOf("dismiss") is { } dismiss && Has(dismiss, "when", "click") =>
                new Step.Dismiss(step.Line, dismiss.TextOf("when")!, dismiss.TextOf("click")!),
            "click" => ReadClick(step["click"]),
            "wait" when step.MappingOf("wait") is { } wait =>
                new Step.Wait(step.Line, wait.TextOf("visible"), wait.TextOf("hidden"), new JudgeReader(problems, templates).ReadPlace(wait)),
            "fill" when step.MappingOf("fill") is { } fill && Has(fill, "at", "with") =>
                new Step.Fill(step.Line, fill.TextOf("at")!, templates.Read(fill["with"]!)),
            "settle" when step.MappingOf("settle") is { } settle => ReadSettle(step, settle, key),
            "next" when step.MappingOf("next") is { } next => ReadNext(step, next),
            _ => null,
        };
        if (key is "open" && read is not null)
        {
            RefuseIds(step);
        }

        return read;
    }

    private Step? ReadVisit(MappingNode step, string verb)
    {
        if (step[verb] is not { } address)
        {
            return null;
        }

        if (mode is FetchMode.Http)
        {
            return new Step.Request(step.Line, "GET", templates.Read(address), templates.ReadNamed(step, "headers"), []);
        }

        return step["headers"] is null
            ? new Step.Goto(step.Line, templates.Read(address))
            : Refuse(step, "headers", "a browser sends its own headers", "take them away, or ask over http");
    }

    private Step? ReadPost(MappingNode step)
    {
        if (mode is FetchMode.Browser)
        {
            return Refuse(step, "post", "a browser sends a form by filling it", "use 'fill' and 'click', or ask over http");
        }

        return step["post"] is { } address
            ? new Step.Request(step.Line, "POST", templates.Read(address), templates.ReadNamed(step, "headers"), templates.ReadNamed(step, "form")) { Carries = step.TextOf("carry") is "hidden" }
            : null;
    }

    private Step.Click? ReadClick(Node? click)
    {
        if (click is not MappingNode inRow)
        {
            return click?.Text is { } on ? new Step.Click(click.Line, on, null) : null;
        }

        if (!Has(inRow, "row", "button") || inRow.MappingOf("where") is not { } cell || cell["column"]?.Number is not { } column)
        {
            return null;
        }

        var row = new RowChoice(inRow.TextOf("row")!, (int)column, templates.ReadAll(cell, "is"), templates.ReadAll(cell, "contains"));
        var texts = row.Is.Concat(row.Contains).ToList();
        if (texts.Count > 0 && !texts.Exists(t => t.NamesTheId))
        {
            problems.Add(cell, "the row is chosen by a text that is the same for every id", "name the id: is: \"{id}\"");
        }

        return new Step.Click(inRow.Line, inRow.TextOf("button")!, row);
    }

    private Step? ReadSettle(MappingNode step, MappingNode settle, string key) => key is "ask"
        ? new Step.Settle(step.Line, settle.TextOf("replaced"), settle["response"] is { } response ? templates.Read(response) : null, settle.TextOf("hidden"))
        : Refuse(step, "settle", $"'settle' waits for the answer to an id, and '{key}' has none", "use 'wait' here");

    private Step.Next? ReadNext(MappingNode step, MappingNode next)
    {
        if (next["at"] is null && next["json"] is null)
        {
            return null;
        }

        var get = next["get"] is { } address ? templates.Read(address, Step.Next.Placeholder) : null;
        if (get is not null && !get.Names.Contains(Step.Next.Placeholder))
        {
            problems.Add(next["get"]!, $"{next["get"]!.Given} is the same for every page", "write {next} where what stands there belongs, or take 'get' away when it is the address itself");
        }

        return new Step.Next(step.Line, new Place(next.TextOf("at"), next.TextOf("json"), [], []), get, (int)(next["max_pages"]?.Number ?? Step.Next.UsualPages))
        {
            Until = next.MappingOf("until") is { } until ? new JudgeReader(problems, templates).ReadPlace(until) : null,
            Replaced = next.TextOf("replaced"),
        };
    }

    // What is done once per session is done for no id in particular.
    private void RefuseIds(MappingNode step)
    {
        foreach (var node in templates.NamingTheIdWithin(step.Path))
        {
            problems.Add(node, $"{node.Given} names the id, but 'open' is done once per session, for no id in particular", "move the step to 'ask'");
        }
    }

    private Step? Refuse(MappingNode step, string key, string wrong, string remedy)
    {
        var entry = step.Entries.First(e => e.Key == key);
        problems.Add(entry.Line, entry.Value.Path, wrong, remedy);
        return null;
    }

    private static bool Has(MappingNode mapping, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (mapping[key] is null)
            {
                return false;
            }
        }

        return true;
    }
}
