using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>One way in which a draft does not hold together. A closed set.</summary>
internal abstract record Violation
{
    private Violation()
    {
    }

    /// <summary>Refuses the records at fault.</summary>
    public abstract void Blame(PlanPass pass);

    /// <summary>Another row has the same key: one of the plan, or one of the database that the plan leaves alone.</summary>
    public sealed record KeyTaken(PlannedRow Row, ColumnSet Key, RowKey Value, PlannedRow? Planned, object?[]? Prior) : Violation
    {
        public override void Blame(PlanPass pass)
        {
            var table = Row.Table;
            var other = Planned?.Owner;
            var by = other is null
                ? $"is that of the row with {table.PrimaryKey} {table.KeyOf((Planned?.Before ?? Prior)!)}"
                : $"is that of record {other.Source.Number}, too";
            var reason = new Reason(
                RefusalRule.Unique,
                table.Name,
                string.Join(", ", Key.Names),
                At: null,
                Reason.Shorten(Value.ToString()),
                $"{table.Name}: {Key} {Value} {by}");
            foreach (var record in Row.Owners)
            {
                pass.Refuse(record, reason, ReferenceEquals(record, other) ? null : other);
            }
        }
    }

    /// <summary>A row names another that will not be there.</summary>
    public sealed record TargetMissing(PlannedRow Row, ForeignKey ForeignKey, TableDefinition Target, RowKey Key) : Violation
    {
        public override void Blame(PlanPass pass)
        {
            foreach (var record in Row.Owners)
            {
                var candidate = record.Rows.Find(r => ReferenceEquals(r.Planned, Row)) ?? record.Main!;
                var column = string.Join(", ", ForeignKey.Columns.Names);
                pass.Refuse(record, pass.MissingTarget(candidate, column, Target, ForeignKey.TargetColumns, Key));
            }
        }
    }

    /// <summary>A row that will be gone, or will have another key, is named by one that stays.</summary>
    public sealed record StillReferenced(PlannedRow Row, ForeignKey ForeignKey, TableDefinition By, object?[] Referring) : Violation
    {
        public override void Blame(PlanPass pass)
        {
            foreach (var record in Row.Owners)
            {
                pass.Refuse(record, new Reason(
                    RefusalRule.StillReferenced,
                    Row.Table.Name,
                    string.Join(", ", ForeignKey.TargetColumns.Names),
                    At: null,
                    ForeignKey.TargetColumns.Of(Row.Before!)?.ToString(),
                    $"{Row.Table.Name} {Row.Table.KeyOf(Row.Before!)} cannot go: {By.Name} {By.KeyOf(Referring)} refers to it"));
            }
        }
    }
}
