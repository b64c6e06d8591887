using System.Collections.Immutable;
using Rollcall.Definitions;
using Rollcall.Settings;

namespace Rollcall.Registries;

/// <summary>
/// Makes the definition of one checked file, and checks what no single value can show. The nodes hold only what fits the grammar;
/// what is missing was reported, and is passed over here.
/// </summary>
internal sealed class RegistryBuilder(DefinitionFile file, MappingNode root, FetchMode? givenMode)
{
    private readonly TemplateReader _templates = new(file.Problems);

    /// <summary>The definition; null when a part without which it is none is missing. Further problems may have come up all the same.</summary>
    public RegistryDefinition? Build()
    {
        var mode = ReadMode();
        var steps = new StepReader(file.Problems, _templates, mode);
        var ids = new IdSourceReader(file.Problems, _templates, steps).Read(root.MappingOf("ids"));
        var open = steps.Read(root, "open");
        var ask = steps.Read(root, "ask");
        var detail = steps.Read(root, "detail");
        var reset = steps.Read(root, "reset");
        var judge = new JudgeReader(file.Problems, _templates).Read(root.MappingOf("judge"));
        var read = new ReadRulesReader(file.Problems, root.Mentions("detail")).Read(root.MappingOf("read"));
        var sections = new SectionReader(file.Problems, _templates, steps, mode).Read(root);
        var canaries = new CanaryReader(file.Problems).Read(root.MappingOf("canaries"), ids);
        var placeholders = _templates.CheckNames(ids);
        CheckAsk(ask, mode);
        CheckSettings();
        if (ids is null || judge is null || read is null || root.TextOf("registry") is not { } name || root.TextOf("site") is not { } site)
        {
            return null;
        }

        return new RegistryDefinition
        {
            Name = name,
            Title = root.TextOf("title") ?? name,
            Site = new Uri(site),
            Mode = mode,
            KeepsSession = root.TextOf("session") is "keep",
            Contact = root.TextOf("contact"),
            Ids = ids,
            Open = open,
            Ask = ask,
            Detail = detail,
            Sections = sections,
            Reset = reset,
            Judge = judge,
            Read = read,
            Canaries = canaries,
            Settings = [.. root.MappingOf("settings")?.Entries.Select(e => new GivenSetting(e.Key, e.Value.Text ?? "", e.Line)) ?? []],
            Placeholders = placeholders,
            Secrets = _templates.Secrets,
            File = file.Name,
            Hash = file.Hash,
        };
    }

    // A text with another placeholder is let pass: it may be a misspelt {number}, which was reported, or what --set makes an id of. In a browser only
    // doubted: a page can go from id to id by itself.
    private void CheckAsk(ImmutableArray<Step> ask, FetchMode mode)
    {
        if (ask.Length > 0 && ask.Length == root.ItemsOf("ask").Count && !_templates.AnyNameWithin("ask"))
        {
            const string Wrong = "no step names the id, so every id gets the same page";
            const string Remedy = "name the id in an address, a form field or 'with': {id} or {number}";
            var line = root.Entries.First(e => e.Key == "ask").Line;
            if (mode is FetchMode.Browser)
            {
                file.Problems.Warn(line, "ask", Wrong, Remedy);
            }
            else
            {
                file.Problems.Add(line, "ask", Wrong, Remedy);
            }
        }
    }

    private void CheckSettings()
    {
        foreach (var entry in root.MappingOf("settings")?.Entries ?? [])
        {
            if (SettingLayers.ComplaintAbout(entry.Key, entry.Value.Text ?? "") is { } complaint)
            {
                file.Problems.Add(entry.Line, $"settings.{entry.Key}", complaint.Wrong, complaint.Allowed);
            }
        }
    }

    // A definition for the browser that does not say so is told once, not at each step.
    private FetchMode ReadMode()
    {
        if (givenMode is { } given)
        {
            return given;
        }

        if (root.TextOf("mode") is { } word)
        {
            return word is "browser" ? FetchMode.Browser : FetchMode.Http;
        }

        var step = StepReader.In(root)
            .SelectMany(s => s.Entries).FirstOrDefault(e => StepReader.NeedsBrowser(e.Key));
        if (step is null)
        {
            return FetchMode.Http;
        }

        if (!root.Mentions("mode"))
        {
            file.Problems.Add(step.Line, step.Value.Path, $"'{step.Key}' needs a page in a browser, and without 'mode' a definition is asked over http", "add the line 'mode: browser'");
        }

        return FetchMode.Browser;
    }
}
