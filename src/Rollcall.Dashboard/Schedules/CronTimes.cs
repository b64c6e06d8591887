using Quartz;
using Rollcall.Definitions;

namespace Rollcall.Dashboard.Schedules;

/// <summary>
/// The times of a cron expression in a time zone. Five fields are read as a crontab's, six and seven as Quartz's. When clocks go forward, a time that they skip comes
/// at the first moment after the gap; when they go back, a time that comes twice counts the first time, and one of every hour both times. Immutable, thread safe.
/// </summary>
internal sealed class CronTimes
{
    private const int CrontabFields = 5;
    private const int MostFields = 7;

    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(32), TimeSpan.FromDays(367), TimeSpan.FromDays(3660)];

    private readonly CronExpression _cron;

    /// <exception cref="FormatException">The expression is none.</exception>
    public CronTimes(string expression, TimeZoneInfo zone) => (_cron, Zone) = (Parse(expression).WithTimeZone(zone), zone);

    /// <summary>Whose clock it is read from.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>
    /// What is wrong with an expression; null when nothing is. Times that are all past are no mistake: a job of last year's must not keep a
    /// <c>serve</c> from starting again.
    /// </summary>
    public static Complaint? ComplaintAbout(string expression)
    {
        if (FieldsOf(expression) is var fields and (< CrontabFields or > MostFields))
        {
            return new Complaint($"'{expression}' is no cron expression: it has {fields} {(fields == 1 ? "field" : "fields")}");
        }

        try
        {
            return Parse(expression).WithTimeZone(TimeZoneInfo.Utc).GetNextValidTimeAfter(DateTimeOffset.UnixEpoch) is null
                ? new Complaint($"'{expression}' names a time that never comes", "name a day that its month has")
                : null;
        }
        catch (FormatException ex)
        {
            return new Complaint($"'{expression}' is no cron expression: {ex.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The first time after a moment; null when none comes any more.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        foreach (var next in Following(moment))
        {
            return next;
        }

        return null;
    }

    /// <summary>The latest time after one moment and not after another; null when there is none between them.</summary>
    public DateTimeOffset? LatestIn(DateTimeOffset after, DateTimeOffset until)
    {
        // The expression only counts forward: from close by, and from farther back as long as nothing is found, so that an expression of every second costs little.
        foreach (var window in Windows)
        {
            var from = until - window > after ? until - window : after;
            DateTimeOffset? latest = null;
            foreach (var next in Following(from).TakeWhile(t => t <= until))
            {
                latest = next;
            }

            if (latest is not null || from == after)
            {
                return latest;
            }
        }

        return null;
    }

    /// <summary>How many times lie after one moment and not after another; counted up to a limit.</summary>
    public int CountIn(DateTimeOffset after, DateTimeOffset until, int most) => Following(after).TakeWhile(t => t <= until).Take(most).Count();

    /// <summary>The times after a moment, in order.</summary>
    private IEnumerable<DateTimeOffset> Following(DateTimeOffset moment)
    {
        for (var next = _cron.GetNextValidTimeAfter(BeforeDoubled(moment.ToUniversalTime())); next is { } time; next = _cron.GetNextValidTimeAfter(time))
        {
            if (time > moment)
            {
                yield return time;
            }
        }
    }

    // Asked from within an hour that comes twice, the expression gives times of its second coming as well; asked from before it, those that count.
    private DateTimeOffset BeforeDoubled(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        return Zone.IsAmbiguousTime(local) && Zone.GetAmbiguousTimeOffsets(local) is var offsets ? moment - (2 * (offsets.Max() - offsets.Min())) : moment;
    }

    private static CronExpression Parse(string expression) =>
        FieldsOf(expression) == CrontabFields ? CronExpression.Parse(expression, CronFormat.Unix) : CronExpression.Parse(expression);

    private static int FieldsOf(string expression) => expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
