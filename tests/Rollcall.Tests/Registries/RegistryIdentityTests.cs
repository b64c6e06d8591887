using Rollcall.Registries;

namespace Rollcall.Tests.Registries;

public sealed class RegistryIdentityTests
{
    [Theory]
    [InlineData("registry: practice-plain", "registry: other", "registry name (was practice-plain, is other)")]
    [InlineData("pattern: \"{number}\"", "pattern: \"{number:000}\"", "id pattern (was {number}, is {number:000})")]
    [InlineData("http://127.0.0.1:8765", "http://127.0.0.1:8766/", "site (was http://127.0.0.1:8765/, is http://127.0.0.1:8766/)")]
    public void What_must_not_change_is_told(string was, string @is, string difference)
    {
        var before = RegistryIdentity.Of(Samples.Read(Samples.Plain).Required);
        var after = RegistryIdentity.Of(Samples.ReadPlainWith(was, @is).Required);

        Assert.Equal([difference], before.DifferencesTo(after));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void What_may_be_mended_changes_the_hash_only()
    {
        var before = Samples.Read(Samples.Plain).Required;
        var after = Samples.ReadPlainWith("ceiling: 99999", "ceiling: 120000").Required;

        Assert.Equal(RegistryIdentity.Of(before), RegistryIdentity.Of(after));
        Assert.NotEqual(before.Hash, after.Hash);
    }

    [Fact]
    public void A_list_is_told_by_its_file()
    {
        var list = RegistryIdentity.Of(Samples.Read(Samples.Json).Required);

        Assert.Equal(new RegistryIdentity("notices", "list ids.txt", "", "https://api.example.org/"), list);
    }

    [Fact]
    public void With_another_base_address_it_is_another_registry()
    {
        var definition = Samples.Read(Samples.Plain).Required;

        Assert.NotEqual(RegistryIdentity.Of(definition), RegistryIdentity.Of(definition with { Site = new Uri("http://127.0.0.1:1") }));
    }
}
