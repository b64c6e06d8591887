using System.Collections.Immutable;
using Rollcall.Settings;

namespace Rollcall.Loading.Datasets;

/// <summary>
/// How records become rows: which tables there are, what may stand in them and how a record's fields fill them. Checked when it
/// was read, then frozen.
/// </summary>
public sealed record DatasetDefinition
{
    /// <summary>Its name: lower-case letters, digits, hyphens and underscores; part of file names.</summary>
    public required string Name { get; init; }

    /// <summary>What a person calls it; the name when none is given.</summary>
    public required string Title { get; init; }

    /// <summary>The kinds of source records, in the order in which they are tried. Never empty.</summary>
    public required ImmutableArray<RecordKind> Kinds { get; init; }

    /// <summary>
    /// The tables, each after those it refers to: a row's <see cref="TableDefinition.Ordinal"/> is its table's place here. Never empty.
    /// </summary>
    public required ImmutableArray<TableDefinition> Tables { get; init; }

    /// <summary>SQL that must return no row, judged for each batch.</summary>
    public ImmutableArray<DatasetCheck> BatchChecks { get; init; } = [];

    /// <summary>SQL that must return no row, judged once after all batches.</summary>
    public ImmutableArray<DatasetCheck> WholeChecks { get; init; } = [];

    /// <summary>The settings the definition gives, as written, each with its line.</summary>
    public ImmutableArray<SettingValue> Settings { get; init; } = [];

    /// <summary>The file it was read from, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>Its text: kept with every load, so that an undo needs no file.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> (lower-case hex).</summary>
    public required string Hash { get; init; }
}

/// <summary>One kind of source record, such as a hearing or a committee.</summary>
/// <param name="Name">Its name in the definition and in messages.</param>
/// <param name="In">The array of a JSON document that holds these records; null when they come in any other way.</param>
/// <param name="When">What must hold of a record for it to be of this kind; empty for the kind that takes the rest.</param>
public sealed record RecordKind(string Name, string? In, ImmutableArray<KindCondition> When)
{
    /// <summary>The table that holds one row for each record of this kind.</summary>
    public required int MainTable { get; init; }
}

/// <summary>A field of a record and the text it must have, letter by letter.</summary>
public sealed record KindCondition(FieldPath Path, ImmutableArray<string> AnyOf);

/// <summary>A question to the database whose answer must be empty.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Sqlite">The SELECT for SQLite.</param>
/// <param name="Postgres">The SELECT for PostgreSQL.</param>
public sealed record DatasetCheck(string Name, string Sqlite, string Postgres);
