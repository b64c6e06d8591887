using System.CommandLine;
using Rollcall.Cli.Running;

namespace Rollcall.Cli.Commands;

/// <summary>The few options of <c>run</c> that matter to <c>check</c>.</summary>
internal sealed class CheckOptions
{
    private readonly RunOptions _all = new();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_all.Year, _all.Set, _all.Mode, _all.BaseUrl, _all.SettingsFile])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads them.</summary>
    public RunOrder Read(ParseResult parsed) => RunOrder.Read(_all, parsed);
}
