using Rollcall.Definitions;
using Rollcall.Loading.Datasets;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>What is wrong with a dataset definition is told at once, each with its line and what is allowed.</summary>
public sealed class DatasetErrorTests
{
    private const string Sound = """
        dataset: permits
        records:
          permit: { when: { record: permit } }
          owner: {}
        tables:
          owners:
            from: owner
            columns:
              owner_id: id
              name: { type: text, required: true, length: 1..200 }
            unique: [name]
          permits:
            from: permit
            columns:
              permit_id: id
              number: { type: text, required: true, pattern: "[A-Z]+-[0-9]+" }
              owner_id: { references: owners, by: name, from: owner }
              fee: { type: number, range: "0.." }
              granted: { type: date, range: 1990-01-01.. }
            unique: [number]
            update: merge
          conditions:
            from: permit.conditions
            columns:
              permit_id: { parent: permits }
              place: integer
              text: text
            primary_key: [permit_id, place]
        checks:
          batch:
            a_fee_is_paid: select number from permits where fee is null
        """;

    [Fact]
    public void The_definition_that_the_others_are_made_from_is_sound()
    {
        var dataset = DatasetReader.Parse("x.yaml", Sound);

        Assert.Equal(["owners", "permits", "conditions"], dataset.Tables.Select(t => t.Name));
    }

    [Theory]
    [InlineData("hearings")]
    [InlineData("cases")]
    [InlineData("printed-hearings")]
    public void Every_definition_shipped_is_sound(string name) =>
        Assert.Equal(name, DatasetReader.Read(Repository.PathOf($"datasets/{name}.yaml")).Name);

    [Theory]
    [InlineData("dataset: permits", "dataset: Permits!", "x.yaml:1: dataset: 'Permits!' is no dataset name; give lower-case letters, digits, hyphens and underscores")]
    [InlineData("dataset: permits", "datset: permits", "x.yaml:1: datset: there is no key 'datset'")]
    [InlineData("from: owner\n", "from: ownr\n", "x.yaml:7: tables.owners.from: there is no kind of record 'ownr'; did you mean 'owner'?")]
    [InlineData("owner_id: id\n      name", "owner_id: id\n      second: id\n      name", "x.yaml:10: tables.owners.columns.second: a second column of type id; keep one: the load numbers one column of a table")]
    [InlineData("      owner_id: id\n      name", "      name", "x.yaml:6: tables.owners: it has no primary key; give primary_key, or a column of type id")]
    [InlineData("    unique: [name]\n", "", "x.yaml:6: tables.owners: its rows could not be recognised again: the primary key is numbered by the load; give a unique key")]
    [InlineData("unique: [name]", "unique: [nmae]", "x.yaml:11: tables.owners.unique[0]: the table has no column 'nmae'; did you mean 'name'?")]
    [InlineData("unique: [name]", "unique: [[name, name]]", "x.yaml:11: tables.owners.unique[0][1]: 'name' stands twice; name it once")]
    [InlineData("type: text, required: true, length: 1..200", "type: txt", "x.yaml:10: tables.owners.columns.name.type: 'txt' is no column type; did you mean 'text'?")]
    [InlineData("length: 1..200", "length: 200..1", "x.yaml:10: tables.owners.columns.name.length: '200..1' is no length; give least..most characters, or the most")]
    [InlineData("\"[A-Z]+-[0-9]+\"", "\"[A-Z\"", "x.yaml:16: tables.permits.columns.number.pattern: '[A-Z' is no regular expression that can be used")]
    [InlineData("references: owners, by: name", "references: owner, by: name", "x.yaml:17: tables.permits.columns.owner_id.references: there is no table 'owner'; did you mean 'owners'?")]
    [InlineData("by: name, from: owner", "by: title, from: owner", "x.yaml:17: tables.permits.columns.owner_id.by: owners has no key on (title); name the columns of a unique key")]
    [InlineData("{ references: owners, by", "{ type: integer, references: owners, by", "x.yaml:17: tables.permits.columns.owner_id.type: its type is that of the column it refers to; take it away")]
    [InlineData("range: \"0..\"", "range: 0", "x.yaml:18: tables.permits.columns.fee.range: '0' is no range; give least..most, either end open")]
    [InlineData("range: \"0..\"", "length: 3", "x.yaml:18: tables.permits.columns.fee.length: 'length' means nothing for this type of column; take it away: it is for text")]
    [InlineData("1990-01-01..", "1990..", "x.yaml:19: tables.permits.columns.granted.range: '1990..' is no range of this column; give an ISO 8601 date such as 2025-01-31 at each end that is not open")]
    [InlineData("update: merge", "update: overwrite", "x.yaml:21: tables.permits.update: 'overwrite' is no update rule; allowed are replace, merge, insert_only")]
    [InlineData("from: permit.conditions", "from: permit.", "x.yaml:23: tables.conditions.from: 'permit.' names no array; give permit.array, or permit.array[].array for an array in an array")]
    [InlineData("{ parent: permits }", "integer", "x.yaml:22: tables.conditions: it says neither whose children its rows are nor that they are shared; give a column its parent, or say shared: true")]
    [InlineData("{ parent: permits }", "{ parent: owners }", "x.yaml:25: tables.conditions.columns.permit_id.parent: rows of owners are not made from the record or an array around those of conditions; name a table that is, or use references: owners with by:")]
    [InlineData("select number from permits", "delete from permits", "x.yaml:31: checks.batch.a_fee_is_paid: it is no SELECT; give one SELECT that must return no row")]
    [InlineData("where fee is null", "where fee is null; drop table permits", "x.yaml:31: checks.batch.a_fee_is_paid: there is more than one statement; give one SELECT that must return no row")]
    [InlineData("  conditions:\n    from", "  rollcall_x:\n    from", "x.yaml:22: tables.rollcall_x: 'rollcall_x' begins with rollcall_, which is taken")]
    public void A_mistake_is_told_with_its_line_and_what_is_allowed(string sound, string wrong, string expected)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);

        var error = Assert.Throws<DefinitionException>(() => DatasetReader.Parse("x.yaml", Sound.Replace(sound, wrong, StringComparison.Ordinal)));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains(error.Message.Split('\n'), line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_their_lines()
    {
        var text = Sound.Replace("length: 1..200", "length: many", StringComparison.Ordinal)
            .Replace("update: merge", "update: sometimes", StringComparison.Ordinal)
            .Replace("text: text", "text: prose", StringComparison.Ordinal)
            .Replace("select number", "drop number", StringComparison.Ordinal);

        var error = Assert.Throws<DefinitionException>(() => DatasetReader.Parse("x.yaml", text));

        Assert.Equal([21, 27, 31], error.Problems.Select(p => p.Line).Where(l => l > 10));
        Assert.Contains("and run the command again", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_refer_to_each_other_in_a_circle_are_named()
    {
        var error = Assert.Throws<DefinitionException>(() => DatasetReader.Parse("x.yaml", """
            dataset: circle
            tables:
              a:
                from: record
                columns: { x: text, y: { references: b.x } }
                primary_key: [x]
              b:
                from: record
                shared: true
                columns: { x: text, y: { references: a.x } }
                primary_key: [x]
            """));

        Assert.Contains("the tables a, b refer to each other in a circle", error.Message, StringComparison.Ordinal);
    }
}
