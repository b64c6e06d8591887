using System.Runtime.CompilerServices;

namespace Rollcall.Tests.Support;

/// <summary>Files of the repository that tests hold to the code.</summary>
public static class Repository
{
    /// <summary>The repository's root.</summary>
    public static string Folder { get; } = Root();

    /// <summary>The lines of a file, given from the root.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(PathOf(file));

    /// <summary>The full path of a file, given from the repository's root.</summary>
    public static string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>
    /// Fails when a generated file differs from what the code makes now. With <c>ROLLCALL_APPROVE=1</c> in the environment it is written
    /// instead, for whoever changed it on purpose.
    /// </summary>
    public static void AssertUpToDate(string file, string expected)
    {
        var path = PathOf(file);
        if (Environment.GetEnvironmentVariable("ROLLCALL_APPROVE") is "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected, $"{file} is not up to date: run the tests once with ROLLCALL_APPROVE=1 and look at the difference");
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", "..", ".."));
}
