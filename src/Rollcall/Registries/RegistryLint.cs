using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Looks for what works but will be regretted. Each warning says what can go wrong and what would be better.</summary>
internal sealed class RegistryLint
{
    private static readonly string[] SecretHeaders = ["AUTHORIZATION", "COOKIE", "PROXY-AUTHORIZATION"];
    private static readonly string[] SecretParts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD"];

    private static readonly string[] AskingSteps = ["open", "ask", "detail"];

    private readonly RegistryDefinition _definition;
    private readonly MappingNode _root;
    private readonly Problems _problems;

    private RegistryLint(RegistryDefinition definition, MappingNode root, Problems problems)
    {
        _definition = definition;
        _root = root;
        _problems = problems;
    }

    /// <summary>Adds the warnings for a sound definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="root">The nodes it was made from.</param>
    /// <param name="problems">Takes the warnings.</param>
    public static void Check(RegistryDefinition definition, MappingNode root, Problems problems)
    {
        var lint = new RegistryLint(definition, root, problems);
        lint.CheckWhole();
        lint.CheckListFile();
        lint.CheckRules();
        lint.CheckIdentity();
        lint.CheckFreshness();
        lint.CheckSections();
        lint.CheckSteps();
    }

    private void CheckWhole()
    {
        if (_definition.Canaries.Present.IsEmpty)
        {
            Warn("registry", "no canary is named", "name under 'canaries' an id that exists (present) and one that does not (absent): they show when the site stops telling the truth");
        }

        if (_definition.Contact is null && !_definition.Site.IsLoopback)
        {
            Warn("site", "the site's operator cannot reach you", "add 'contact' with a mail address; sites that can ask seldom block");
        }

        if (!_definition.Read.Fields.Any(f => f.Required) && !_definition.Read.Tables.Any(t => t.MustBeThere))
        {
            Warn("read", "no field is required, so a page from which nothing can be read is saved as a record", "add 'required: true' to what every record has");
        }
    }

    private void CheckListFile()
    {
        if (_definition.Ids is not IdSource.List list)
        {
            return;
        }

        var path = Path.Combine(Path.GetDirectoryName(_definition.File) ?? "", list.File);
        if (!File.Exists(path))
        {
            Warn(_root.MappingOf("ids")!["file"]!, $"there is no file {path} yet", "a run reads the ids from it; the path is relative to the definition");
        }
    }

    private void CheckRules()
    {
        var judge = _root.MappingOf("judge")!;
        var taken = new Dictionary<long, string>();
        foreach (var list in JudgeReader.RuleLists)
        {
            foreach (var rule in judge.ItemsOf(list).OfType<MappingNode>())
            {
                CheckMarkers(rule);
                var statuses = rule.ItemsOf("status").Select(s => s.Number ?? 0).ToList();
                if (statuses.Count > 0 && statuses.TrueForAll(taken.ContainsKey))
                {
                    Warn(rule, $"every page of status {string.Join(", ", statuses)} is judged '{taken[statuses[0]]}' before this rule is looked at", $"take the status away from '{taken[statuses[0]]}', or add there what tells the pages apart");
                }

                if (rule.Entries is not [{ Key: "status" }])
                {
                    continue;
                }

                if (list is "absent" or "found")
                {
                    Warn(rule, $"a status alone says '{list}', and proxies, blocks and maintenance pages have one too", "add what the page says: at and is, or contains");
                }

                foreach (var status in statuses)
                {
                    taken.TryAdd(status, list);
                }
            }
        }
    }

    private void CheckMarkers(MappingNode rule)
    {
        foreach (var (key, least) in new[] { ("is", 3), ("contains", 4) })
        {
            foreach (var text in rule.ItemsOf(key))
            {
                var letters = text.Text!.Count(char.IsLetterOrDigit);
                if (letters < least && !new Template(text.Text!).Names.Any())
                {
                    Warn(text, $"the marker {text.Given} is very short, and may stand on other pages too", "give more of what the page says");
                }
            }
        }
    }

    private void CheckIdentity()
    {
        var node = _root.MappingOf("judge")!.MappingOf("identity")!;
        switch (_definition.Judge.Identity)
        {
            case { At: null, Url: not null }:
                Warn(node, "the address alone is to prove whose record it is, and it is what was asked for", "add where the page itself names the id: at and is");
                break;
            case { At: { Selector: null, JsonPath: null } }:
                Warn(node, "the id may stand anywhere on the page, in a link to another record too", "add 'at' with the place that names this record");
                break;
        }
    }

    private void CheckFreshness()
    {
        if (_definition.Mode is not FetchMode.Browser)
        {
            return;
        }

        if (!_definition.Ask.Any(s => s is Step.Settle or Step.Goto))
        {
            Warn("ask", "nothing proves that the page answers this id and not the one before, so no absence will be believed", "add 'settle' with what is replaced, or with the response that comes");
        }

        foreach (var settle in _root.ItemsOf("ask").OfType<MappingNode>().Select(s => s.MappingOf("settle")).OfType<MappingNode>())
        {
            if (settle["replaced"] is null && settle["response"] is null)
            {
                Warn(settle, "what is hidden may have been hidden before the answer came, so it proves nothing", "add 'replaced' or 'response'");
            }
        }
    }

    private void CheckSections()
    {
        foreach (var section in _definition.Sections)
        {
            var node = _root.MappingOf("sections")!.MappingOf(section.Name)!;
            if (!section.Read.Fields.Any(f => f.Required) && !section.Read.Tables.Any(t => t.MustBeThere))
            {
                Warn(node, $"nothing of the section {section.Name} is required, so a page without it passes for it", "add 'required: true' or 'at_least: 1' to what it always has");
            }

            if (_definition.Mode is FetchMode.Browser && !section.Ask.Any(s => s is Step.Goto or Step.Settle or Step.Wait { At: not null }))
            {
                Warn(node, $"nothing shows that the section {section.Name} has come: what is read may be the section before", "add a 'wait' for what only this section says, such as its heading: at and is");
            }
        }
    }

    private void CheckSteps()
    {
        CheckCarrying();
        foreach (var step in StepReader.In(_root))
        {
            foreach (var entry in step.MappingOf("headers")?.Entries ?? [])
            {
                var name = entry.Key.ToUpperInvariant();
                if ((SecretHeaders.Contains(name) || SecretParts.Any(p => name.Contains(p, StringComparison.Ordinal))) && !new Template(entry.Value.Text!).Secrets.Any())
                {
                    Warn(entry.Value, $"'{entry.Key}' looks like a secret, and definitions are shared", "write ${NAME} and set NAME in the environment");
                }
            }
        }
    }

    // The form of a page nearly always has something in it that only the page knows.
    private void CheckCarrying()
    {
        var hasPageBefore = false;
        foreach (var step in AskingSteps.SelectMany(_root.ItemsOf).OfType<MappingNode>())
        {
            if (hasPageBefore && step["post"] is { } post && step["carry"] is null)
            {
                Warn(post, "the form is sent without the hidden fields of the page before", "add 'carry: hidden' if the page has some (view state, a token); without them many sites answer with an empty page");
            }

            hasPageBefore = true;
        }
    }

    private void Warn(string key, string doubtful, string better)
    {
        var entry = _root.Entries.First(e => e.Key == key);
        _problems.Warn(entry.Line, entry.Value.Path, doubtful, better);
    }

    private void Warn(Node at, string doubtful, string better) => _problems.Warn(at.Line, at.Path, doubtful, better);
}
