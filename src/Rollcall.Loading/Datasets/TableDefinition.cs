using System.Collections.Immutable;

namespace Rollcall.Loading.Datasets;

/// <summary>One table: its columns and keys, where its rows come from, and what happens to rows that are there already. Immutable.</summary>
public sealed record TableDefinition
{
    /// <summary>Its name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="DatasetDefinition.Tables"/>.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The columns; a row is an array of values in this order. Never empty.</summary>
    public required ImmutableArray<ColumnDefinition> Columns { get; init; }

    /// <summary>The kind of record its rows come from, as its place in <see cref="DatasetDefinition.Kinds"/>.</summary>
    public required int Kind { get; init; }

    /// <summary>The nested array that gives one row for each element; empty when the record itself gives one row.</summary>
    public required ImmutableArray<string> ArrayPath { get; init; }

    /// <summary>What identifies a row for the database, and in a changeset.</summary>
    public required ColumnSet PrimaryKey { get; init; }

    /// <summary>The other keys that no two rows may share (a null in it exempts a row).</summary>
    public required ImmutableArray<ColumnSet> UniqueKeys { get; init; }

    /// <summary>The key by which a row is recognised again: the primary key, or a unique key when the primary key is numbered by the load.</summary>
    public required ColumnSet Match { get; init; }

    /// <summary>What must exist elsewhere.</summary>
    public required ImmutableArray<ForeignKey> ForeignKeys { get; init; }

    /// <summary>All column sets by which its rows are looked up; a set's <see cref="ColumnSet.Id"/> is its place here.</summary>
    public required ImmutableArray<ColumnSet> ColumnSets { get; init; }

    /// <summary>What happens to a row that is there already.</summary>
    public required UpdateRule Update { get; init; }

    /// <summary>Whose children its rows are; null for the rows of a record itself and for shared rows.</summary>
    public Ownership? Owner { get; init; }

    /// <summary>Whether its rows belong to no record: many may name the same one, and it stays when they no longer do.</summary>
    public bool IsShared { get; init; }

    /// <summary>The column that tells which of two versions of a record is newer; null when the later in the source is.</summary>
    public int? Newest { get; init; }

    /// <summary>The place of the column that the load numbers; null when there is none.</summary>
    public int? NumberedColumn { get; init; }

    /// <summary>A row's primary key. Never null: primary keys have no empty part.</summary>
    internal RowKey KeyOf(object?[] row) => PrimaryKey.Of(row)
        ?? throw new InvalidOperationException($"A row of {Name} has no primary key.");
}

/// <summary>What happens to a row that is there already.</summary>
public enum UpdateRule
{
    /// <summary>It becomes what the record says; a field that the record lacks becomes its default or empty.</summary>
    Replace,

    /// <summary>Fields that the record has are set; those it lacks keep their values.</summary>
    Merge,

    /// <summary>It stays as it is, and so does everything the record says about it.</summary>
    InsertOnly,
}

/// <summary>Whose children a table's rows are.</summary>
/// <param name="Table">The parent's table.</param>
/// <param name="Columns">The columns that name the parent.</param>
/// <param name="ParentKey">The parent's columns they name.</param>
/// <param name="Replaced">
/// Whether children that a record no longer lists are deleted. A record that lacks the array says nothing about them.
/// </param>
public sealed record Ownership(int Table, ColumnSet Columns, ColumnSet ParentKey, bool Replaced);

/// <summary>Columns whose values, when none is null, must exist as a key of a row of another table (or of the same).</summary>
public sealed record ForeignKey(ColumnSet Columns, int Target, ColumnSet TargetColumns);
