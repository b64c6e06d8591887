using System.Globalization;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing.Health;
using Rollcall.Reading;
using Rollcall.Settings;

namespace Rollcall.Tests.Pacing.Health;

/// <summary>
/// Plays a story to <see cref="SiteHealth"/> and tells, as words, what it commanded. A story's step is <c>7:found</c> (an id and its answer), <c>c:absent</c>
/// (the canary that was asked), <c>+30s</c> (time), <c>begin</c>, <c>end</c> or <c>stop</c>.
/// </summary>
internal sealed class HealthBench
{
    private DateTimeOffset _now = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private DateTimeOffset _begun;

    public HealthBench(RunSettings? settings = null, long[]? present = null, long[]? absent = null, bool known = true, long[]? remembered = null) =>
        Health = SiteHealth.Begin(
            new SiteRules { Settings = settings ?? SettingLayers.Defaults, SiteIsKnown = known },
            new CanaryBook([.. (present ?? []).Select(Id)], [.. (absent ?? []).Select(Id)], [.. (remembered ?? []).Select(Id)]),
            new IdSet(),
            hasRecords: false);

    public SiteHealth Health { get; private set; }

    public bool LastCharged { get; private set; }

    /// <summary>Plays steps, parted by spaces; returns the commands of the last.</summary>
    public string Play(string story)
    {
        var told = "";
        _begun = _now;
        foreach (var step in story.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            told = Step(step);
        }

        return told;
    }

    private string Step(string text)
    {
        if (text[0] == '+')
        {
            Assert.True(Durations.TryParse(text[1..], out var wait));
            return Pass(wait);
        }

        _now += TimeSpan.FromMilliseconds(100);
        var at = _now - TimeSpan.FromMilliseconds(50);
        return text switch
        {
            "begin" => See(new SiteSight.Began(_now)),
            "end" => See(new SiteSight.WalkEnded(_now)),
            "stop" => See(new SiteSight.StopWanted(_now, new SiteStop(StopReason.SafeStopFailures, "so many failed"))),
            _ => text.Split(':') switch
            {
                ["c", var answer] => See(new SiteSight.CanaryAnswered(_now, Health.Asked!, AnswerOf(answer), at, PageOf(answer))),
                ["f", var failed] => See(new SiteSight.Judged(_now, Failed: failed == "failed", HasRecord: failed == "record", Expected: failed == "expected" ? 1 : 0)),
                ["old", var id, var answer] => See(Answered(id, answer, _begun - TimeSpan.FromHours(1))),
                [var id, var answer] => See(Answered(id, answer, at)),
                _ => throw new ArgumentException(text, nameof(text)),
            },
        };
    }

    private SiteSight.Answered Answered(string id, string answer, DateTimeOffset askedAt) =>
        new(_now, Id(long.Parse(id, CultureInfo.InvariantCulture)), AnswerOf(answer), askedAt, Open: 10, PageOf(answer));

    /// <summary>Lets time pass from one due moment to the next.</summary>
    private string Pass(TimeSpan wait)
    {
        var until = _now + wait;
        var told = new List<string>();
        while (Health.NextAt is { } due && due <= until)
        {
            _now = due > _now ? due : _now;
            told.Add(See(new SiteSight.TimePassed(_now)));
        }

        _now = until;
        return string.Join(' ', told.Where(t => t.Length > 0));
    }

    private string See(SiteSight sight)
    {
        var step = Health.After(sight);
        Health = step.Health;
        LastCharged = step.Charged;
        return string.Join(' ', step.Commands.Select(Word));
    }

    private static string Word(SiteCommand command) => command switch
    {
        SiteCommand.AskCanary ask => $"ask-{ask.Canary.Id}",
        SiteCommand.LetOneThrough => "one",
        SiteCommand.Seal seal => $"seal-{seal.Ids}",
        SiteCommand.Void taken => $"void-{taken.Ids}",
        SiteCommand.Park park => $"park-{park.Reason.Word()}",
        SiteCommand.Reopen open => open.Refuted ? "reopen-refuted" : "reopen",
        SiteCommand.Stop stop => $"stop-{stop.Cause.Reason.Word()}",
        SiteCommand.Finish => "finish",
        SiteCommand.NoCanary => "no-canary",
        SiteCommand.Withdrawn => "withdrawn",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "no word"),
    };

    private static Answer AnswerOf(string word) => word switch
    {
        "found" => new Answer.Found(RecordContent.Empty),
        "withheld" => new Answer.Unavailable(UnavailableKind.Withheld, "sealed", null),
        "absent" => new Answer.Absent("No such record"),
        "blocked" => new Answer.Blocked("status 403", null),
        "throttled" => new Answer.Blocked("status 429", null) { Class = FailureClass.Throttled },
        "throttled-60s" => new Answer.Blocked("status 429", TimeSpan.FromSeconds(60)) { Class = FailureClass.Throttled },
        "throttled-2h" => new Answer.Blocked("status 429", TimeSpan.FromHours(2)) { Class = FailureClass.Throttled },
        "odd" => new Answer.Unrecognised(FailureClass.Unrecognised, "no rule knows this page"),
        "same" => new Answer.Unrecognised(FailureClass.Unrecognised, "no rule knows this page"),
        "lacks" => new Answer.Unrecognised(FailureClass.Extraction, "no filing date"),
        _ => new Answer.Faulted(new Fault(FailureClassNames.TryParse(word, out var failure) ? failure : throw new ArgumentException(word, nameof(word)), word)),
    };

    private static SmallPage? PageOf(string word) => word == "same" ? new SmallPage("abc", 312) : null;

    private static RecordId Id(long number) => new(number, number.ToString(CultureInfo.InvariantCulture));
}
