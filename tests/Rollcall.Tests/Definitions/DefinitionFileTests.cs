using Rollcall.Definitions;

namespace Rollcall.Tests.Definitions;

public sealed class DefinitionFileTests
{
    [Fact]
    public void A_syntax_error_does_not_hide_what_is_wrong_elsewhere()
    {
        var errors = SampleGrammar.Read("""
            name: sample
            places:
              - at: "unclosed
              - at: y
            first: abc
            columns: { a: b, c
            as: dat
            """).Errors;

        Assert.Equal([3, 5, 6, 7], errors.Select(e => e.Line));
        Assert.Contains("no YAML", errors[0].Wrong, StringComparison.Ordinal);
        Assert.Contains("no YAML", errors[2].Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_left_out_for_its_syntax_is_not_missed_a_second_time() =>
        Assert.Single(SampleGrammar.Complaints("name: [a\nfirst: 1"));

    [Theory]
    [InlineData("", "x.yaml: the file is empty; give name, first, on, as, status, places, settings, columns")]
    [InlineData("# nothing\n", "x.yaml: the file is empty; give name, first, on, as, status, places, settings, columns")]
    [InlineData("just text", "x.yaml:1: 'just text' is no sample; give name, first, on, as, status, places, settings, columns")]
    [InlineData("name: a\n---\nname: b", "x.yaml:2: a second document begins; keep one definition in one file")]
    public void A_file_that_is_no_definition_is_one_problem(string text, string complaint) =>
        Assert.Equal([complaint], SampleGrammar.Complaints(text));

    [Fact]
    public void A_file_that_does_not_exist_is_a_problem()
    {
        var file = DefinitionFile.Open("/nowhere/x.yaml");

        Assert.Null(file.Check(SampleGrammar.Root));
        Assert.Equal("/nowhere/x.yaml: there is no such file; name a file that can be read", Assert.Single(file.Problems.Errors).ToString());
    }

    [Fact]
    public void A_file_of_absurd_size_is_refused() =>
        Assert.Contains("characters", Assert.Single(SampleGrammar.Complaints(new string('x', DefinitionFile.LongestText + 1))), StringComparison.Ordinal);

    [Theory]
    [InlineData("\u007fELF\u0002\0", "x.yaml:1: a control character (0x7F) stands there")]
    [InlineData("name: a\r\nsize: \u001b[2J", "x.yaml:2: a control character (0x1B) stands there")]
    public void A_binary_file_is_one_problem_and_none_of_it_is_quoted(string text, string complaint)
    {
        var only = Assert.Single(SampleGrammar.Complaints(text));

        Assert.StartsWith(complaint, only, StringComparison.Ordinal);
        Assert.DoesNotContain(only, char.IsControl);
    }

    [Fact]
    public void Aliases_of_aliases_are_refused_before_they_fill_the_memory()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select((c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + "abcdefgh"[i], 9))}]\n"));

        Assert.Contains(DefinitionFile.Parse("x.yaml", bomb).Problems.Errors, e => e.Wrong.Contains("more than", StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains(DefinitionFile.Parse("x.yaml", "a: " + new string('[', 5000) + new string(']', 5000)).Problems.Errors, e => e.Wrong.Contains("deep", StringComparison.Ordinal));

    [Fact]
    public void The_hash_is_that_of_the_text_whatever_its_line_ends()
    {
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", DefinitionFile.Parse("x.yaml", "abc").Hash);
        Assert.Equal(DefinitionFile.Parse("x.yaml", "a: 1\nb: 2\n").Hash, DefinitionFile.Parse("x.yaml", "a: 1\r\nb: 2\r\n").Hash);
    }

    [Fact]
    public void An_exception_carries_all_problems_and_ends_with_a_usage_error()
    {
        var file = DefinitionFile.Parse("x.yaml", "name: a b\nfirst: c");
        file.Check(SampleGrammar.Root);

        var error = Assert.Throws<DefinitionException>(file.Problems.ThrowIfAny);

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Equal("x.yaml:1: name: 'a b' has a space; give one word\nx.yaml:2: first: 'c' is no number; give a number from 0 to 100", error.Message);
    }

    [Theory]
    [InlineData("lable", "label")]
    [InlineData("nmuber", "number")]
    [InlineData("NUMBER", "number")]
    [InlineData("zebra", null)]
    public void The_nearest_word_is_the_one_probably_meant(string given, string? nearest) =>
        Assert.Equal(nearest, Nearest.To(given, ["label", "number", "at"]));
}
