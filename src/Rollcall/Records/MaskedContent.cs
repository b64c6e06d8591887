using System.Collections.Immutable;
using Rollcall.Reading;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>Takes secrets out of what a site sent back in its fields. Pure.</summary>
internal static class MaskedContent
{
    /// <summary>The content without secrets; the same instance when there is none to look for.</summary>
    public static RecordContent Without(this RecordContent content, SecretMask secrets) => secrets.IsEmpty
        ? content
        : new RecordContent(
            Clear(content.Fields, secrets),
            [.. content.Tables.Select(t => t with { Rows = [.. t.Rows.Select(row => Clear(row, secrets))] })]);

    private static ImmutableArray<Field> Clear(ImmutableArray<Field> fields, SecretMask secrets) =>
        [.. fields.Select(f => f with { Value = f.Value.Without(secrets) })];
}
