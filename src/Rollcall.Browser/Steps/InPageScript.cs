using System.Reflection;
using System.Text;

namespace Rollcall.Browser.Steps;

/// <summary>The script that does the steps inside the page. Put into every document before the page's own scripts run.</summary>
internal static class InPageScript
{
    private const string Key = "Symbol.for('rollcall')";

    /// <summary>The script itself: it makes one object, under a key that no name of a page can meet, in the main frame only.</summary>
    public static string Source { get; } = Assemble();

    /// <summary>Runs a plan; its result is the text of a <see cref="StepReport"/>.</summary>
    public const string Run = $"plan => window[{Key}].run(JSON.parse(plan))";

    private static string Assemble()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var script = new StringBuilder($"(() => {{ 'use strict'; if (window !== window.top || window[{Key}]) return;\n");
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".js", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            script.AppendLine(reader.ReadToEnd());
        }

        return script.AppendLine($"Object.defineProperty(window, {Key}, {{ value: Object.freeze({{ run }}) }}); }})();").ToString();
    }
}
