using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Reads <c>sections</c>.</summary>
internal sealed class SectionReader(Problems problems, TemplateReader templates, StepReader steps, FetchMode mode)
{
    private static readonly string[] Parts = ["fields", "tables"];

    /// <summary>The sections in the order in which they stand; those that lack what they need are left out.</summary>
    /// <param name="root">The definition.</param>
    public ImmutableArray<SectionRule> Read(MappingNode root)
    {
        var taken = NamesIn(root.MappingOf("read")).ToDictionary(n => n.Name, _ => "read", StringComparer.Ordinal);
        var sections = new List<SectionRule>();
        foreach (var entry in root.MappingOf("sections")?.Entries ?? [])
        {
            if (entry.Value is not MappingNode node)
            {
                continue;
            }

            foreach (var (name, line, path) in NamesIn(node))
            {
                // All of them become fields and tables of one record.
                if (!taken.TryAdd(name, $"sections.{entry.Key}"))
                {
                    problems.Add(line, path, $"'{name}' is read in '{taken[name]}' already, and both are parts of one record", "give it another name");
                }
            }

            if (Read(entry, node) is { } section)
            {
                sections.Add(section);
            }
        }

        return [.. sections];
    }

    private SectionRule? Read(MappingEntry entry, MappingNode node)
    {
        var ask = steps.Read(node, "ask");
        var read = new ReadRulesReader(problems, hasDetail: false).Read(node)!;
        var identity = node.MappingOf("identity") is { } named ? new JudgeReader(problems, templates).ReadIdentity(named) : null;
        if (mode is FetchMode.Http && !ask.IsEmpty && ask.All(s => s is Step.Request) && !templates.Within(node.Path + ".ask").Any(t => t.Template.Names.Any()))
        {
            problems.Add(node, "no step of it names the id, so every record gets the same section", "name the id in an address: {id}, {number} or {link}");
        }

        return ask.IsEmpty ? null : new SectionRule(entry.Key, entry.Line, ask, read) { Identity = identity, IsOptional = node["optional"]?.IsTrue ?? false };
    }

    private static IEnumerable<(string Name, int Line, string Path)> NamesIn(MappingNode? node) =>
        Parts.SelectMany(k => node?.MappingOf(k)?.Entries ?? []).Select(e => (e.Key, e.Line, e.Value.Path));
}
