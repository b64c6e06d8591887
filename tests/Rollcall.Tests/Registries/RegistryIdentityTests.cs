using Rollcall.Registries;

namespace Rollcall.Tests.Registries;

public sealed class RegistryIdentityTests
{
    [Theory]
    [InlineData("registry: practice-plain", "registry: other")]
    [InlineData("pattern: \"{number}\"", "pattern: \"{number:000}\"")]
    [InlineData("http://127.0.0.1:8765", "http://127.0.0.1:8766")]
    public void Name_pattern_and_site_make_the_identity(string was, string @is) =>
        Assert.NotEqual(
            RegistryIdentity.Of(Samples.Read(Samples.Plain).Required),
            RegistryIdentity.Of(Samples.ReadPlainWith(was, @is).Required));

    [Fact]
    public void How_the_site_is_written_does_not_matter() =>
        Assert.Equal(
            new RegistryIdentity("practice-plain", "range", "{number}", "http://127.0.0.1:8765/"),
            RegistryIdentity.Of(Samples.ReadPlainWith("http://127.0.0.1:8765", "http://127.0.0.1:8765/").Required));

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
