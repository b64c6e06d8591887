using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// What else would be wrong with a record that is refused for itself: it takes no part in the plan, but whoever mends it should not meet
/// the next reason only then.
/// </summary>
internal static class LateReasons
{
    public static IEnumerable<Reason> Of(MappedRecord record, PlanPass pass)
    {
        foreach (var row in record.Rows)
        {
            foreach (var column in row.Table.Columns)
            {
                if (column.Origin is ColumnOrigin.LookedUp lookedUp
                    && row.Lookups?[column.Ordinal] is { } key
                    && !IsBrought(record, pass.Draft.Dataset.Tables[lookedUp.Table], lookedUp.By, key)
                    && pass.Draft.Find(pass.Draft.Dataset.Tables[lookedUp.Table], lookedUp.By, key) is (null, null))
                {
                    yield return pass.MissingTarget(row, column.Name, pass.Draft.Dataset.Tables[lookedUp.Table], lookedUp.By, key);
                }
            }

            foreach (var foreignKey in row.Table.ForeignKeys)
            {
                var target = pass.Draft.Dataset.Tables[foreignKey.Target];
                if (IsOwnValue(row.Table, foreignKey)
                    && foreignKey.Columns.Of(row.Values) is { } key
                    && !key.Values.Contains(CandidateRow.Kept)
                    && !IsBrought(record, target, foreignKey.TargetColumns, key)
                    && pass.Draft.Find(target, foreignKey.TargetColumns, key) is (null, null))
                {
                    yield return pass.MissingTarget(
                        row, string.Join(", ", foreignKey.Columns.Names), target, foreignKey.TargetColumns, key);
                }
            }
        }

        if (record.Main is { } main && main.Table.Newest is null && Twin(main, pass) is { } twin)
        {
            yield return new Reason(
                RefusalRule.Duplicate,
                main.Table.Name,
                string.Join(", ", main.Table.Match.Names),
                At: null,
                Value: null,
                $"{record.KeyText} is that of record {twin.Source.Number}, too");
        }
    }

    private static bool IsOwnValue(TableDefinition table, ForeignKey foreignKey) =>
        foreignKey.Columns.Ordinals.All(o => table.Columns[o].Origin is ColumnOrigin.Field);

    private static bool IsBrought(MappedRecord record, TableDefinition target, ColumnSet by, RowKey key) =>
        record.Rows.Exists(r => r.Table == target && by.Of(r.Values) == key);

    private static MappedRecord? Twin(CandidateRow main, PlanPass pass)
    {
        if (!main.Table.Match.Ordinals.All(o => main.Table.Columns[o].Origin is ColumnOrigin.Field)
            || main.Table.Match.Of(main.Values) is not { } key)
        {
            return null;
        }

        return pass.Draft.Find(main.Table, main.Table.Match, key).Planned?.Owner;
    }
}
