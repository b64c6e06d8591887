namespace Rollcall.Cli;

/// <summary>Finds the definitions that come with Rollcall.</summary>
internal static class Shipped
{
    /// <summary>The path of a shipped registry definition.</summary>
    /// <exception cref="RollcallException">It is not there: the installation is not whole.</exception>
    public static string Registry(string name) => Find("registries", name);

    /// <summary>The path of a shipped dataset definition.</summary>
    /// <exception cref="RollcallException">It is not there: the installation is not whole.</exception>
    public static string Dataset(string name) => Find("datasets", name);

    /// <summary>The folder of the shipped registry definitions; null when it is not there.</summary>
    public static string? Registries => Above("registries", Directory.Exists);

    private static string Find(string kind, string name)
    {
        var file = Path.Combine(kind, name + ".yaml");
        return Above(file, File.Exists) ?? throw new RollcallException(ExitCode.InternalError, $"{kind}/{name}.yaml is not with this installation", "Clone the repository again.");
    }

    private static string? Above(string what, Func<string, bool> exists)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, what);
            if (exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
