using Rollcall.Browser.Chromium;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

public sealed class ChromiumFinderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void The_one_that_is_set_wins_and_is_not_looked_for_elsewhere()
    {
        var given = Executable("mine", "chrome");
        Executable("path", "chromium-headless-shell");

        Assert.Equal(given, ChromiumFinder.Find(given, _folder.At("path"), []));
        var missing = Assert.Throws<RollcallException>(() => ChromiumFinder.Find(_folder.At("none"), _folder.At("path"), []));
        Assert.Equal(ExitCode.Usage, missing.ExitCode);
    }

    [Fact]
    public void The_headless_shell_is_taken_before_the_whole_browser_and_the_binary_before_its_wrapper()
    {
        string[] places = [_folder.At("lib", "chromium-headless-shell"), _folder.At("lib", "chromium")];
        var path = $"{_folder.At("first")}:{_folder.At("second")}";
        var fourth = Executable("first", "chromium");
        Assert.Equal(fourth, ChromiumFinder.Find(null, path, places));
        var third = Executable("lib", "chromium");
        Assert.Equal(third, ChromiumFinder.Find(null, path, places));
        var second = Executable("second", "chromium-headless-shell");
        Assert.Equal(second, ChromiumFinder.Find("", path, places));
        var first = Executable("lib", "chromium-headless-shell");
        Assert.Equal(first, ChromiumFinder.Find(null, path, places));
    }

    [Fact]
    public void Without_one_the_remedy_names_the_script_that_installs_it()
    {
        Directory.CreateDirectory(_folder.At("path"));
        File.WriteAllText(_folder.At("path", "chromium"), "no program");

        var none = Assert.Throws<RollcallException>(() => ChromiumFinder.Find(null, _folder.At("path"), []));

        Assert.Contains("scripts/install-chromium", none.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Executable(string folder, string name)
    {
        Directory.CreateDirectory(_folder.At(folder));
        var path = _folder.At(folder, name);
        File.WriteAllText(path, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
