using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

public sealed class RegistrySchemaTests
{
    private static readonly string Text = RegistrySchema.Write(SettingCatalog.All.Select(s => (s.Name, $"{s.Note} (default {s.Default}; {s.Allowed})")));

    internal static JsonSchemaCheck Schema { get; } = new(Text);

    [Fact]
    public void The_shipped_schema_is_up_to_date() => Repository.AssertUpToDate("registries/registry.schema.json", Text);

    [Fact]
    public void Definitions_that_are_read_fit_it()
    {
        Assert.Equal([], Schema.Violations(Samples.Plain));
        Assert.Equal([], Schema.Violations(Samples.Court));
        Assert.Equal([], Schema.Violations(Samples.Json));
    }

    [Theory]
    [InlineData("title:", "titel:", "$.titel")]
    [InlineData("registry: practice-plain", "registry: Practice Plain", "$.registry")]
    [InlineData("- status: 404", "- status: 999", "$.judge.absent")]
    [InlineData("{ at: \"h1.title\" }", "{ at: h1, label: x }", "$.read.fields.title")]
    [InlineData("{ at: \"h1.title\" }", "{ label: x, of: y }", "$.read.fields.title")]
    [InlineData("delay_min: 0s", "delay_mni: 0s", "$.settings.delay_mni")]
    [InlineData("  identity:\n    at: \".record-number\"\n    is: \"{number}\"\n", "", "$.judge")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"$.title\" }", "$.read.fields.title")]
    [InlineData("required: true", "required: 1", "$.read.fields.status.required")]
    public void An_editor_marks_what_the_reader_refuses(string sound, string broken, string where)
    {
        var text = Samples.Plain.Replace(sound, broken, StringComparison.Ordinal);

        Assert.Contains(Schema.Violations(text), v => v.StartsWith(where, StringComparison.Ordinal));
        Assert.True(where.StartsWith("$.settings", StringComparison.Ordinal) || !Samples.Read(text).Errors.IsEmpty);
    }

    [Fact]
    public void Shipped_definitions_name_it_and_are_sound()
    {
        var files = Directory.GetFiles(Repository.PathOf("registries"), "*.yaml");

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            Assert.StartsWith("# yaml-language-server: $schema=registry.schema.json\n", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.Empty(RegistryReader.Read(file).Errors);
        });
    }
}
