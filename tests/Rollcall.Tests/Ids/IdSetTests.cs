using Rollcall.Ids;

namespace Rollcall.Tests.Ids;

public sealed class IdSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_plain_set_holds_after_any_sequence_of_changes(int seed)
    {
        var random = new Random(seed);
        var set = new IdSet();
        var plain = new SortedSet<long>();
        for (var step = 0; step < 3000; step++)
        {
            var number = random.Next(0, 120);
            switch (random.Next(5))
            {
                case 0:
                    Assert.Equal(plain.Remove(number), set.Remove(number));
                    break;
                case 1:
                    var range = new IdRange(number, number + random.Next(0, 8));
                    set.Add(range);
                    plain.UnionWith(Numbers(range));
                    break;
                default:
                    Assert.Equal(plain.Add(number), set.Add(number));
                    break;
            }

            Assert.Equal(plain.Count, set.Count);
            Assert.Equal(plain.Contains(number), set.Contains(number));
        }

        Assert.Equal(plain, set.Numbers());
        Assert.Equal(plain.Max, set.Max);
        Assert.Equal(plain.Count(n => n is >= 20 and <= 60), set.CountIn(new IdRange(20, 60)));
        Assert.Equal(Numbers(new IdRange(20, 60)).Except(plain), set.GapsIn(new IdRange(20, 60)).SelectMany(Numbers));
        Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
    }

    [Fact]
    public void Its_text_reads_back_to_the_same_set()
    {
        var set = new IdSet();
        set.Add(new IdRange(1, 400));
        set.Add(new IdRange(402, 500));
        set.Add(777);

        Assert.Equal("1-400,402-500,777", set.ToString());
        Assert.True(IdSet.TryParse("1-400,402-500,777", out var read));
        Assert.Equal(set.Ranges, read.Ranges);
        Assert.Equal(500, read.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("5-3")]
    [InlineData("1-3,4")]
    [InlineData("7,2")]
    [InlineData("1,,2")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("1-3,")]
    [InlineData(",1")]
    [InlineData("4-4")]
    [InlineData("+1")]
    [InlineData("1 ")]
    [InlineData("9223372036854775808")]
    [InlineData("a")]
    public void A_text_that_is_no_ascending_list_of_intervals_is_refused(string? text)
    {
        Assert.False(IdSet.TryParse(text, out var set));
        Assert.True(set.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whole_sets_work_against_each_other_as_plain_sets_do(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var one = Some(random);
            var other = Some(random);
            var (plainOne, plainOther) = (one.Ranges.SelectMany(Numbers).ToHashSet(), other.Ranges.SelectMany(Numbers).ToHashSet());

            var union = new IdSet(one);
            union.UnionWith(other);
            Check(plainOne.Union(plainOther), union);

            var rest = new IdSet(one);
            rest.ExceptWith(other);
            Check(plainOne.Except(plainOther), rest);

            Check(plainOne.Intersect(plainOther), one.Intersect(other));

            var number = random.Next(0, 60);
            Check(plainOne.Where(n => n > number), one.Above(number));

            var part = one.Intersect(other);
            var cover = part.CoverWithin(one);
            Check(plainOne.Intersect(plainOther), one.Intersect(cover));
            Assert.True(cover.Ranges.Count <= part.Ranges.Count);

            var range = new IdRange(number, number + random.Next(0, 20));
            var cut = new IdSet(one);
            cut.Remove(range);
            Check(plainOne.Except(Numbers(range)), cut);

            var around = one.RangeAround(number);
            Assert.Equal(plainOne.Contains(number), around?.Contains(number) ?? false);
            Assert.True(around is not { } found || (!one.Contains(found.Last + 1) && one.CountIn(found) == found.Count));
        }

        static void Check(IEnumerable<long> expected, IdSet actual)
        {
            Assert.Equal(expected.Order(), actual.Ranges.SelectMany(Numbers));
            Assert.Equal(actual.Ranges.Sum(r => r.Count), actual.Count);
            Assert.All(actual.Ranges.Zip(actual.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
        }
    }

    private static IdSet Some(Random random)
    {
        var set = new IdSet();
        for (var part = random.Next(0, 8); part > 0; part--)
        {
            var first = random.Next(0, 60);
            set.Add(new IdRange(first, first + random.Next(0, 6)));
        }

        return set;
    }

    private static IEnumerable<long> Numbers(IdRange range)
    {
        for (var number = range.First; number <= range.Last; number++)
        {
            yield return number;
        }
    }
}
