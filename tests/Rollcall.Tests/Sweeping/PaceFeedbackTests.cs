using Rollcall.Fetching;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Settings;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>What each answer does to the pace: only a record shown may shorten it.</summary>
public sealed class PaceFeedbackTests
{
    private readonly ManualTime _time = new();

    /// <summary>The site took 4 s and throttled us once (0.5 s); what the next wait is after an answer of so many seconds.</summary>
    [Theory]
    [InlineData("found", 1, 1.0, 2.5 + 0.475)]
    [InlineData("unavailable", 1, 1.0, 2.5 + 0.475)]
    [InlineData("found", 3, 1.0, 4 + 0.475)]
    [InlineData("found", 1, 6.0, 5 + 0.475)]
    [InlineData("absent", 1, 0.001, 4 + 0.5)]
    [InlineData("absent", 1, 9.0, 4 + 0.5)]
    [InlineData("unrecognised", 1, 0.001, 4 + 0.5)]
    [InlineData("unrecognised", 1, 6.0, 6 + 0.5)]
    [InlineData("faulted", 1, 0.001, 4 + 0.5)]
    [InlineData("faulted", 2, 6.0, 4 + 0.5)]
    [InlineData("blocked", 1, 0.001, 4 + 0.5)]
    [InlineData("throttled", 1, 0.001, 4 + 1.0)]
    public async Task Only_a_record_shown_may_shorten_the_wait(string answer, int requests, double seconds, double wait)
    {
        var settings = SettingLayers.Defaults with { DelayMin = TimeSpan.FromSeconds(1), DelayMax = TimeSpan.FromSeconds(1), PaceByLatency = 1 };
        using var gate = new HostGate(settings, _time, new Random(1));
        gate.Failed(TimeSpan.FromSeconds(4), throttled: true);

        Settler.TellGate(gate, new Attempt(Answer(answer), Ask: null, Detail: null, requests, _time.GetUtcNow(), TimeSpan.FromSeconds(seconds)));

        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        var begun = _time.GetUtcNow();
        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(wait, (_time.GetUtcNow() - begun).TotalSeconds, 2);
    }

    private static Answer Answer(string name) => name switch
    {
        "found" => new Answer.Found(RecordContent.Empty),
        "unavailable" => new Answer.Unavailable(UnavailableKind.Withheld, "line 15", MergedInto: null),
        "absent" => new Answer.Absent("line 20"),
        "unrecognised" => new Answer.Unrecognised(FailureClass.Unrecognised, "no rule fits"),
        "faulted" => new Answer.Faulted(new Fault(FailureClass.Reset, "reset")),
        "blocked" => new Answer.Blocked("403", RetryAfter: null),
        "throttled" => new Answer.Blocked("429", RetryAfter: null) { Class = FailureClass.Throttled },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such answer"),
    };
}
