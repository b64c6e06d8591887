namespace Rollcall.Loading.Sources;

/// <summary>How a source's records are written.</summary>
public enum SourceFormat
{
    /// <summary>Told by the name's extension, otherwise by the first character.</summary>
    Detect,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>A JSON array of objects, a document with such arrays, or objects one after the other.</summary>
    Json,

    /// <summary>Cells with separators (comma, semicolon, tab or bar), names in the first line.</summary>
    Csv,
}
