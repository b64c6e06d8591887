using System.Globalization;
using System.Text;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Storage;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("IMM-231-25", "IMM-231-25")]
    [InlineData("T 231/25", "T-231-25")]
    [InlineData("a // b", "a-b")]
    [InlineData("a--b", "a-b")]
    [InlineData("../../x", "x")]
    [InlineData("..", "id-")]
    [InlineData("", "id-")]
    [InlineData(" / ", "id-")]
    [InlineData(".hidden", "hidden")]
    [InlineData("-rf", "rf")]
    [InlineData("v1.2_final", "v1.2_final")]
    [InlineData("C:\\windows\\x", "C-windows-x")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("nul", "_nul")]
    [InlineData("COM1.txt", "_COM1.txt")]
    [InlineData("CONSOLE", "CONSOLE")]
    [InlineData("Αίτηση 5", "Αίτηση-5")]
    [InlineData("फ़ाइल", "फ़ाइल")]
    [InlineData("訴字第12号", "訴字第12号")]
    [InlineData("a\u202Egpj.exe", "a-gpj.exe")]
    [InlineData("x\uD800y", "x-y")]
    [InlineData("pay 😀 ²", "pay")]
    public void An_id_becomes_a_file_name_that_people_can_read(string text, string name)
    {
        var actual = SafeName.For(text);
        if (name == "id-")
        {
            Assert.StartsWith(name, actual, StringComparison.Ordinal);
            Assert.Equal(name.Length + 16, actual.Length);
        }
        else
        {
            Assert.Equal(name, actual);
        }
    }

    [Fact]
    public void Long_ids_that_begin_alike_keep_names_of_their_own_within_the_bound()
    {
        var head = new string('a', 500);
        var one = SafeName.For(head + "1");
        var two = SafeName.For(head + "2");
        Assert.NotEqual(one, two);
        Assert.Equal(SafeName.MaxBytes, Encoding.UTF8.GetByteCount(one));
        Assert.True(Encoding.UTF8.GetByteCount(SafeName.For(string.Concat(Enumerable.Repeat("訴", 400)))) <= SafeName.MaxBytes);
        Assert.Equal(new string('a', SafeName.MaxBytes), SafeName.For(new string('a', SafeName.MaxBytes)));
    }

    [Fact]
    public void Any_text_at_all_gives_one_path_component_that_every_file_system_takes()
    {
        var random = new Random(20251122);
        for (var i = 0; i < 10_000; i++)
        {
            var text = Gibberish.Text(random);
            var name = SafeName.For(text);
            Assert.True(IsSound(name), $"seed 20251122, text {i} '{text}' gave '{name}'");
            Assert.Equal(name, SafeName.For(name));
        }
    }

    private static bool IsSound(string name) =>
        name.Length > 0
        && Encoding.UTF8.GetByteCount(name) <= SafeName.MaxBytes
        && name[0] is not ('.' or '-')
        && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
        && name.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) < 0
        && !name.EnumerateRunes().Any(r => Rune.IsControl(r) || Rune.IsWhiteSpace(r) || Rune.GetUnicodeCategory(r) == UnicodeCategory.Format)
        && Path.GetFileName(name) == name
        && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name;
}
