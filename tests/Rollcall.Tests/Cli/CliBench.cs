using System.Text;
using Rollcall.Cli;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>Runs the command line in this process, with a folder of its own, and keeps what it says.</summary>
internal sealed class CliBench : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public CliBench() => Folder = Directory.CreateTempSubdirectory("rollcall-cli-").FullName;

    public string Folder { get; }

    public string Output => Path.Combine(Folder, "output");

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public bool IsTerminal { get; set; }

    /// <summary>Chance, for pace and jitter.</summary>
    public Random Random { get; set; } = new(1);

    /// <summary>What comes from the standard input.</summary>
    public string Input { get; set; } = "";

    public static string Plain => Repository.PathOf("registries/practice-plain.yaml");

    /// <summary>Runs a command; what was said before is forgotten.</summary>
    public async Task<int> RunAsync(params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var environment = new CliEnvironment(TextWriter.Synchronized(_out), TextWriter.Synchronized(_error), IsTerminal, Variables, TimeProvider.System, Random)
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        };
        return await CliApp.RunAsync(arguments, environment);
    }

    /// <summary>A file of that content in the folder.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
