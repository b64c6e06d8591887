using System.Reflection;

namespace Rollcall.Tests.Architecture;

/// <summary>Who may know whom. The picture in docs/architecture.md says the same in words.</summary>
public sealed class ArrowTests
{
    private const string Root = "Rollcall";

    /// <summary>For each folder of the engine the folders it may know. The root (exit codes, stop reasons, the exception) may be known by all.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ids"] = [],
        ["Faults"] = [],
        ["Definitions"] = [],
        ["Storage"] = [],
        ["Observing"] = [],
        ["Settings"] = ["Definitions"],
        ["Registries"] = ["Ids", "Definitions", "Settings"],
        ["Fetching"] = ["Ids", "Registries", "Storage"],
        ["Reading"] = ["Ids", "Registries", "Fetching", "Storage"],
        ["Pacing"] = ["Ids", "Settings", "Fetching", "Reading", "Storage"],
        ["Ledger"] = ["Faults", "Observing", "Ids", "Registries", "Fetching", "Reading", "Storage"],
        ["Records"] = ["Faults", "Ids", "Registries", "Fetching", "Reading", "Storage"],
        ["Probing"] = ["Ids"],
        ["Planning"] = ["Ids", "Registries", "Storage", "Ledger", "Records"],
        ["Reporting"] = ["Observing", "Ids", "Fetching", "Reading", "Ledger", "Records", "Planning", "Storage", "Settings"],
        ["Sweeping"] = ["Faults", "Observing", "Ids", "Definitions", "Settings", "Registries", "Fetching", "Reading", "Pacing", "Ledger", "Records", "Planning", "Probing", "Reporting", "Storage"],
    };

    [Fact]
    public void Inside_the_engine_no_folder_knows_one_it_may_not()
    {
        var assembly = typeof(RollcallException).Assembly;
        var wrong = (
            from type in OwnTypes(assembly)
            let user = Folder(type)
            from known in References.Of(type)
            where known.Assembly == assembly && IsOwn(known)
            let to = Folder(known)
            where to != user && to != Root && (user == Root || !Allowed.TryGetValue(user, out var allowed) || !allowed.Contains(to))
            select $"{user} → {to}: {type.FullName} knows {known.FullName}").Distinct().Order().ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_table_has_no_folder_that_is_gone()
    {
        var folders = OwnTypes(typeof(RollcallException).Assembly).Select(Folder).ToHashSet();

        Assert.Empty(Allowed.Keys.Except(folders));
    }

    [Theory]
    [InlineData("Rollcall", new string[0])]
    [InlineData("Rollcall.Practice", new string[0])]
    [InlineData("Rollcall.Loading", new[] { "Rollcall" })]
    [InlineData("Rollcall.Browser", new[] { "Rollcall" })]
    [InlineData("Rollcall.Dashboard", new[] { "Rollcall" })]
    public void An_assembly_knows_only_those_of_ours_that_it_may(string name, string[] allowed)
    {
        var known = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!).Where(a => a.StartsWith(Root, StringComparison.OrdinalIgnoreCase));

        Assert.Empty(known.Except(allowed));
    }

    [Theory]
    [InlineData("Rollcall")]
    [InlineData("Rollcall.Practice")]
    [InlineData("Rollcall.Dashboard")]
    [InlineData("rollcall-cli")]
    public void Nobody_but_the_browsers_assembly_knows_playwright(string name) =>
        Assert.DoesNotContain(Assembly.Load(name).GetReferencedAssemblies(), a => a.Name == "Microsoft.Playwright");

    private static IEnumerable<Type> OwnTypes(Assembly assembly) =>
        assembly.GetTypes().Where(IsOwn);

    private static bool IsOwn(Type type) => type.Namespace is { } space && (space == Root || space.StartsWith(Root + ".", StringComparison.Ordinal));

    private static string Folder(Type type) => type.Namespace!.Split('.') is [_, var folder, ..] ? folder : Root;
}
