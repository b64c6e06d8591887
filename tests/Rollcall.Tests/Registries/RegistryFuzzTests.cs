using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

public sealed class RegistryFuzzTests
{
    private static readonly string[] Sources = [Samples.Plain, Samples.Court, Samples.Json];
    private static readonly string[] Pieces =
    [
        "#", " #", ": ", ":", "{", "}", "[", "]", "\"", "'", "\t", "\n", "- ", "&a ", "*a", "!x", "|", ">", "%", "@", "~", "null", "yes", "NO", "0", "00", "-1",
        "99999999999999999999", "{id}", "{number}", "{nmuber}", "${X}", ", ", "\\", "\0", "\u2028", "é", "\ud800", "? ", "---\n", "...\n", "<<: *a", "\r", "  ",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Broken_definitions_never_throw(int seed)
    {
        var random = new Random(seed);
        var schema = RegistrySchemaTests.Schema;
        var sound = 0;
        var definitions = Amount.Of(taste: 200, full: 1000);
        for (var i = 0; i < definitions; i++)
        {
            var text = Mutate(Sources[random.Next(Sources.Length)], random);
            var result = Samples.Read(text);

            Assert.NotEqual(result.Definition is null, result.Errors.IsEmpty);
            Assert.All(result.Errors.Concat(result.Warnings), p => Assert.InRange(p.Line, 0, text.ReplaceLineEndings("\n").Split('\n').Length));
            Assert.All(result.Errors, p => Assert.StartsWith("x.yaml:", p.ToString(), StringComparison.Ordinal));
            if (result.Definition is { } definition)
            {
                // Compiling a reader takes longer than reading a definition: some will do.
                if (sound++ % 4 == 0)
                {
                    AssertUsable(definition);
                }

                // The names of settings are judged by their owner, not by the reader.
                Assert.Equal([], schema.Violations(text).Where(v => !v.StartsWith("$.settings.", StringComparison.Ordinal)));
            }
        }

        // Both sides must be met, or the test says nothing.
        Assert.InRange(sound, definitions / 20, definitions - (definitions / 20));
    }

    // What reads without an error can be worked with.
    private static void AssertUsable(RegistryDefinition definition)
    {
        var values = new TemplateValues(definition.Placeholders.ToDictionary(p => p, _ => "25"), definition.Secrets.ToDictionary(s => s, _ => "secret-value"));
        _ = new PageReader(definition, values);
        _ = RegistryIdentity.Of(definition);
        Assert.NotEmpty(definition.Ask);
        Assert.NotEmpty(definition.Judge.Absent);
        Assert.NotEmpty(definition.Judge.Found);
    }

    private static string Mutate(string text, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var lines = text.Split('\n').ToList();
            var row = random.Next(lines.Count);
            switch (random.Next(7))
            {
                case 0:
                    text = text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    text = text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at));
                    break;
                case 2:
                    lines.RemoveAt(row);
                    text = string.Join('\n', lines);
                    break;
                case 3:
                    lines.Insert(random.Next(lines.Count), lines[row]);
                    text = string.Join('\n', lines);
                    break;
                case 4:
                    lines[row] = "  " + lines[row];
                    text = string.Join('\n', lines);
                    break;
                case 5:
                    lines[row] = lines[row].Replace("\"", "", StringComparison.Ordinal);
                    text = string.Join('\n', lines);
                    break;
                default:
                    var other = Sources[random.Next(Sources.Length)].Split('\n');
                    lines[row] = other[random.Next(other.Length)];
                    text = string.Join('\n', lines);
                    break;
            }
        }

        return text;
    }
}
