using System.Collections.Immutable;
using System.Globalization;
using Rollcall.Definitions;

namespace Rollcall.Registries;

/// <summary>Reads <c>canaries</c>.</summary>
internal sealed class CanaryReader(Problems problems)
{
    /// <summary>The canaries; those of a range are numbers, of which the present ones lie within it.</summary>
    public Canaries Read(MappingNode? node, IdSource? ids)
    {
        if (node is null)
        {
            return new Canaries([], []);
        }

        var present = Read(node, "present", ids);
        var absent = Read(node, "absent", ids);
        foreach (var both in node.ItemsOf("absent").Where(n => present.Contains(n.Text ?? "")))
        {
            problems.Add(both, $"{both.Given} is said to be present as well", "keep it in one of the two lists");
        }

        return new Canaries(present, absent);
    }

    private ImmutableArray<string> Read(MappingNode node, string key, IdSource? ids)
    {
        var read = new List<string>();
        foreach (var item in node.ItemsOf(key))
        {
            var text = item.Text!;
            if (read.Contains(text))
            {
                problems.Add(item, $"{item.Given} stands there twice", "keep one of them");
            }
            else if (ids is IdSource.Range range)
            {
                CheckNumber(item, text, range, mustLieWithin: key is "present");
            }

            read.Add(text);
        }

        return [.. read];
    }

    private void CheckNumber(Node item, string text, IdSource.Range range, bool mustLieWithin)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number.ToString() != text)
        {
            problems.Add(item, $"{item.Given} is no number", "give the number alone, without zeros before it; the pattern makes the id");
        }
        else if (mustLieWithin && (number < range.First || number > range.Ceiling))
        {
            problems.Add(item, $"{number} cannot be present outside {range.First} to {range.Ceiling}", "name a record that exists, or mend 'first' or 'ceiling'");
        }
    }
}
