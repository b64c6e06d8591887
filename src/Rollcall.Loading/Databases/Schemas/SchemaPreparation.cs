using System.Collections.Immutable;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>
/// Makes the tables a dataset needs where they are missing, and says how those that are there differ. Existing tables are never altered.
/// </summary>
internal static class SchemaPreparation
{
    /// <summary>Compares what is there.</summary>
    /// <returns>The tables that are missing, and what a user should know about the others.</returns>
    /// <exception cref="RollcallException">A table is there and differs: every difference is named.</exception>
    public static (ImmutableArray<TableDefinition> Missing, ImmutableArray<string> Notes) Compare(DatabaseSession session, DatasetDefinition dataset)
    {
        var shapes = dataset.Tables.Select(t => session.Schema.Describe(session, t.Name)).ToArray();
        var differences = dataset.Tables
            .SelectMany(t => shapes[t.Ordinal] is { } shape ? SchemaComparison.Differences(session.Schema, dataset, t, shape) : [])
            .ToList();
        if (differences.Count > 0)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"The tables in {session.Address} differ from dataset {dataset.Name}:\n  {string.Join("\n  ", differences)}",
                "A load never alters existing tables: alter them yourself, change the definition, or load into another database.");
        }

        var notes = dataset.Tables
            .Where(t => shapes[t.Ordinal] is { Triggers.IsEmpty: false })
            .Select(t => $"{t.Name} has triggers ({string.Join(", ", shapes[t.Ordinal]!.Triggers)}): what they change is in no changeset, and an undo does not take it back");
        return ([.. dataset.Tables.Where(t => shapes[t.Ordinal] is null)], [.. notes]);
    }

    /// <summary>Creates the missing tables.</summary>
    public static void Create(DatabaseSession session, DatasetDefinition dataset, ImmutableArray<TableDefinition> missing)
    {
        foreach (var table in missing)
        {
            session.Run(session.Schema.Create(dataset, table));
        }
    }
}
