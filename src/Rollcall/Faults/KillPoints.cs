using System.Diagnostics;

namespace Rollcall.Faults;

/// <summary>
/// Named steps at which the process can be made to die, so that tests can show what a crash there leaves behind. Does nothing unless
/// armed: the cost of a step is one comparison. Thread safe.
/// </summary>
public sealed class KillPoints
{
    /// <summary>The environment variable that arms it: <c>step</c>, or <c>step:3</c> for the third time the step is reached.</summary>
    public const string Variable = "ROLLCALL_KILL_AT";

    /// <summary>Never armed.</summary>
    public static readonly KillPoints None = new(step: null, times: 0, () => { });

    private readonly string? _step;
    private readonly Action _die;
    private int _times;

    private KillPoints(string? step, int times, Action die)
    {
        _step = step;
        _times = times;
        _die = die;
    }

    /// <summary>As <see cref="Variable"/> says: the process kills itself as <c>kill -9</c> would. Without the variable, <see cref="None"/>.</summary>
    public static KillPoints FromEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return variables.TryGetValue(Variable, out var value) && value.Length > 0
            ? At(value, static () => Process.GetCurrentProcess().Kill())
            : None;
    }

    /// <summary>Does something else when the step is reached, such as throwing what a broken disk would.</summary>
    public static KillPoints At(string step, Action action)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(action);
        var parts = step.Split(':', 2);
        return new KillPoints(parts[0], parts.Length == 2 && int.TryParse(parts[1], out var times) ? times : 1, action);
    }

    /// <summary>The process is at this step.</summary>
    public void Reach(string step)
    {
        if (_step is not null && string.Equals(_step, step, StringComparison.Ordinal) && Interlocked.Decrement(ref _times) == 0)
        {
            _die();
        }
    }
}
