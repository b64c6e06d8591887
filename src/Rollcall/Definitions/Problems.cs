namespace Rollcall.Definitions;

/// <summary>Collects everything that is wrong in one file, so that the user sees it all at once. Not thread safe.</summary>
/// <param name="file">The file, as the user named it.</param>
public sealed class Problems(string file)
{
    // A file that is wrong throughout tells nothing more after this many.
    private const int Most = 100;

    private readonly List<Problem> _all = [];

    /// <summary>What makes the file unusable, in the order of its lines.</summary>
    public IReadOnlyList<Problem> Errors => [.. _all.Where(p => !p.IsWarning).OrderBy(p => p.Line)];

    /// <summary>What works but will be regretted, in the order of its lines.</summary>
    public IReadOnlyList<Problem> Warnings => [.. _all.Where(p => p.IsWarning).OrderBy(p => p.Line)];

    /// <summary>Whether the file can be used.</summary>
    public bool None => _all.TrueForAll(p => p.IsWarning);

    /// <summary>Adds an error at a place in the file.</summary>
    /// <param name="at">The place.</param>
    /// <param name="wrong">What is wrong, naming what was given.</param>
    /// <param name="allowed">What is allowed.</param>
    /// <param name="mended">The line as it should be, when that is known.</param>
    public void Add(Node at, string wrong, string allowed, string? mended = null)
    {
        ArgumentNullException.ThrowIfNull(at);
        Add(at.Line, at.Path, wrong, allowed, mended);
    }

    /// <summary>Adds an error.</summary>
    /// <param name="line">The line, from 1; 0 for the whole file.</param>
    /// <param name="path">The key path; empty for the whole file.</param>
    /// <param name="wrong">What is wrong, naming what was given.</param>
    /// <param name="allowed">What is allowed.</param>
    /// <param name="mended">The line as it should be, when that is known.</param>
    public void Add(int line, string path, string wrong, string allowed, string? mended = null) =>
        Add(new Problem(file, line, path, wrong, allowed) { Mended = mended });

    /// <summary>Adds a warning at a line.</summary>
    /// <param name="line">The line, from 1; 0 for the whole file.</param>
    /// <param name="path">The key path; empty for the whole file.</param>
    /// <param name="doubtful">What is doubtful and why.</param>
    /// <param name="better">What would be better.</param>
    public void Warn(int line, string path, string doubtful, string better) =>
        Add(new Problem(file, line, path, doubtful, better) { IsWarning = true });

    /// <summary>Ends the command when there is an error.</summary>
    /// <exception cref="DefinitionException">It carries all errors.</exception>
    public void ThrowIfAny()
    {
        if (!None)
        {
            throw new DefinitionException(Errors);
        }
    }

    /// <summary>Takes over what was collected elsewhere about the same file.</summary>
    internal void Add(Problems others)
    {
        foreach (var problem in others._all)
        {
            Add(problem with { File = file });
        }
    }

    private void Add(Problem problem)
    {
        if (_all.Count < Most && !_all.Contains(problem))
        {
            _all.Add(problem);
        }
    }
}
