using System.Collections.Immutable;

namespace Rollcall.Loading.Databases;

/// <summary>A table as the database describes it.</summary>
internal sealed record TableShape(
    ImmutableArray<ColumnShape> Columns,
    ImmutableArray<string> PrimaryKey,
    ImmutableArray<ImmutableArray<string>> UniqueKeys,
    ImmutableArray<ForeignKeyShape> ForeignKeys,
    ImmutableArray<string> Triggers);

/// <summary>A column as the database describes it.</summary>
/// <param name="Type">The type's name as declared.</param>
internal sealed record ColumnShape(string Name, string Type, bool NotNull);

/// <summary>A foreign key as the database describes it.</summary>
/// <param name="Acts">Whether deleting or changing what it names does more than fail.</param>
internal sealed record ForeignKeyShape(ImmutableArray<string> Columns, string Target, ImmutableArray<string> TargetColumns, bool Acts);
