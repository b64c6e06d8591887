namespace Rollcall.Cli;

/// <summary>Finds the definitions that come with Rollcall.</summary>
internal static class Shipped
{
    /// <summary>The path of a shipped registry definition.</summary>
    /// <exception cref="RollcallException">It is not there: the installation is not whole.</exception>
    public static string Registry(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "registries", name + ".yaml");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new RollcallException(ExitCode.InternalError, $"registries/{name}.yaml is not with this installation", "Clone the repository again.");
    }
}
