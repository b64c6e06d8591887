namespace Rollcall.Planning;

/// <summary>Reads the ids of a list source: one a line, free text allowed; empty lines and lines that start with <c>#</c> are none.</summary>
public static class IdListFile
{
    /// <summary>The ids in order, trimmed, each as often as it stands.</summary>
    /// <exception cref="RollcallException">The file cannot be read or holds no id: exit code 2.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new RollcallException(ExitCode.Usage, $"the list of ids, {path}, cannot be read: {ex.Message}", "Correct ids.file in the definition; its path is relative to the definition's folder.", ex);
        }

        var ids = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        return ids.Count > 0
            ? ids
            : throw new RollcallException(ExitCode.Usage, $"the list of ids, {path}, holds no id", "Write one id a line; lines that start with # are comments.");
    }
}
