using Rollcall.Pacing.Health;
using Rollcall.Settings;

namespace Rollcall.Tests.Pacing.Health;

public sealed class SiteHealthTests
{
    /// <summary>What a story's last step commands. Canary 1 is known to exist.</summary>
    [Theory]

    // Canaries: before the sweep, and what they confirm or take back.
    [InlineData("begin", "ask-1")]
    [InlineData("begin c:found", "")]
    [InlineData("begin c:found 2:absent 3:absent end", "ask-1")]
    [InlineData("begin c:found 2:absent 3:absent end c:found", "seal-2-3 finish")]
    [InlineData("begin c:found 2:absent 3:found", "seal-2")]
    [InlineData("begin c:found 2:absent 3:withheld", "seal-2")]
    [InlineData("begin c:found 2:absent 3:absent old:4:found", "")]
    [InlineData("begin c:found 2:found end", "finish")]
    [InlineData("begin c:found 2:absent 3:absent end c:absent", "void-2-3 stop-canary_failed")]
    [InlineData("begin c:absent", "stop-canary_failed")]
    [InlineData("begin c:withheld", "")]

    // An odd page is a hiccup, several in a row are a changed site.
    [InlineData("begin c:odd", "park-unreachable")]
    [InlineData("begin c:odd +1s c:odd +2s c:odd +4s c:odd +8s c:odd", "stop-canary_failed")]
    [InlineData("begin c:odd +1s c:odd +2s c:found", "reopen")]

    // A fault or a block on a canary parks; it is no lie.
    [InlineData("begin c:timeout", "park-unreachable")]
    [InlineData("begin c:blocked", "park-blocked")]
    [InlineData("begin c:throttled", "park-throttled")]

    // Several distinct ids that fault in a row park; answers in between do not add up, nor does one id again and again.
    [InlineData("begin c:found 2:reset 3:reset 4:reset 5:reset", "")]
    [InlineData("begin c:found 2:reset 3:reset 4:reset 5:reset 6:http_5xx", "park-unreachable")]
    [InlineData("begin c:found 2:reset 3:reset 4:reset 5:found 6:reset 7:reset", "")]
    [InlineData("begin c:found 2:reset 2:reset 2:reset 2:reset 2:reset 2:reset", "")]
    [InlineData("begin c:found 2:storage 3:storage 4:storage 5:storage 6:storage", "")]

    // A block parks at once; the first canary tells whether it was the id's own.
    [InlineData("begin c:found 2:blocked", "park-blocked")]
    [InlineData("begin c:found 2:blocked +1s", "ask-1")]
    [InlineData("begin c:found 2:blocked +1s c:found", "reopen-refuted")]
    [InlineData("begin c:found 2:blocked +1s c:blocked +2s c:found", "reopen")]
    [InlineData("begin c:found 2:blocked 3:blocked 4:blocked", "")]
    [InlineData("begin c:found 2:throttled-60s +59s", "")]
    [InlineData("begin c:found 2:throttled-60s +60s", "ask-1")]
    [InlineData("begin c:found 2:throttled-2h", "park-throttled stop-throttled")]

    // Canaries that are answered while ids are not are believed twice at most: then an id must get through, and patience counts from the first wait.
    [InlineData("begin c:found 2:blocked 3:blocked 4:blocked +1s c:found 2:blocked +1s", "one")]
    [InlineData("begin c:found 2:blocked 3:blocked 4:blocked +1s c:found 2:blocked +1s 3:found", "reopen")]
    [InlineData("begin c:found 2:blocked 3:blocked 4:blocked +1s c:found 2:blocked +1s 3:blocked +30m", "one stop-blocked")]
    [InlineData("begin c:found 2:blocked 3:blocked 4:blocked +1s c:found 2:blocked +1s 9:found", "reopen-refuted")]

    // Ids with one and the same short unknown page are a block, and so is a canary with it.
    [InlineData("begin c:found 2:same 3:same 4:same 5:same", "")]
    [InlineData("begin c:found 2:same 3:same 4:same 5:same 6:same", "park-blocked")]
    [InlineData("begin c:found 2:same 3:same 4:odd 5:same 6:same", "")]
    [InlineData("begin c:found 2:same 3:same 4:same 5:same 6:same +1s c:same +30m", "ask-1 stop-blocked")]

    // Patience.
    [InlineData("begin c:timeout +1s c:timeout +2s c:timeout +30m", "ask-1 stop-unreachable")]
    [InlineData("begin c:blocked +30m", "ask-1 stop-blocked")]

    // Before any abort a canary is asked; what it says decides.
    [InlineData("begin c:found 2:found stop", "ask-2")]
    [InlineData("begin c:found 2:found stop c:found", "stop-safe_stop_failures")]
    [InlineData("begin c:found 2:found stop c:absent", "stop-canary_failed")]
    [InlineData("begin c:found 2:found stop c:timeout", "park-unreachable")]
    [InlineData("begin c:found 2:found stop c:timeout +1s c:found", "reopen stop-safe_stop_failures")]

    // Unless the site was away: what failed then was no id's own. A few failed probes may be chance, and put nothing off.
    [InlineData("begin c:found 2:found stop c:timeout +1s c:timeout +2s c:timeout +4s c:timeout +8s c:timeout +16s c:timeout +30s c:found", "reopen")]
    [InlineData("begin c:found 2:found stop c:timeout +1s c:timeout +2s c:timeout +4s c:timeout +8s c:timeout +16s c:found", "reopen stop-safe_stop_failures")]

    // What arrives after the end, or was asked before the site was back, changes nothing.
    [InlineData("begin c:absent 5:blocked", "")]
    [InlineData("begin c:found 2:blocked +1s c:found old:3:blocked", "")]
    public void A_story_has_its_consequence(string story, string commands) =>
        Assert.Equal(commands, new HealthBench(present: [1]).Play(story));

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(1, false, 2)]
    [InlineData(4, false, 16)]
    [InlineData(5, false, 30)]
    [InlineData(50, false, 30)]
    [InlineData(5, true, 32)]
    [InlineData(9, true, 300)]
    [InlineData(500, true, 300)]
    public void The_wait_before_a_probe_grows_to_its_bound(int failed, bool blocked, double seconds) =>
        Assert.Equal(seconds, new SiteRules { Settings = SettingLayers.Defaults }.ProbeWait(failed, blocked).TotalSeconds);

    [Theory]
    [InlineData("2:timeout", true)]
    [InlineData("2:odd", true)]
    [InlineData("2:blocked", false)]
    [InlineData("2:throttled", false)]
    [InlineData("2:blocked 3:timeout", false)]
    [InlineData("2:blocked 3:odd", false)]
    [InlineData("2:blocked 3:storage", true)]
    [InlineData("2:blocked +1s c:found old:3:timeout", false)]
    public void Site_trouble_is_not_the_ids_fault(string story, bool charged)
    {
        var bench = new HealthBench(present: [1]);
        bench.Play("begin c:found " + story);

        Assert.Equal(charged, bench.LastCharged);
    }

    [Fact]
    public void An_address_that_never_answered_is_tried_a_few_times_and_not_waited_for()
    {
        var bench = new HealthBench(present: [1], known: false);

        Assert.Equal("park-unreachable", bench.Play("begin c:dns"));
        Assert.Equal("stop-unreachable", bench.Play("+1s c:dns +2s c:dns +4s c:dns"));
    }

    /// <summary>One record of an earlier day may be gone: every other canary has to be answered then before anything is believed. 7, 8 and 9 were found on another day.</summary>
    [Theory]
    [InlineData("begin c:absent", "withdrawn ask-9")]
    [InlineData("begin c:absent c:found", "ask-8")]
    [InlineData("begin c:absent c:found c:found", "")]
    [InlineData("begin c:absent c:absent", "stop-canary_failed")]
    [InlineData("begin c:absent c:found c:absent", "stop-canary_failed")]
    [InlineData("begin c:absent c:timeout", "park-unreachable")]
    [InlineData("begin c:absent c:timeout +1s c:found", "ask-9")]
    [InlineData("begin c:absent c:timeout +1s c:found c:found", "reopen")]
    [InlineData("begin c:absent c:found c:found end", "finish")]
    [InlineData("begin c:absent c:found c:found 2:absent end c:absent", "void-2 stop-canary_failed")]
    [InlineData("begin c:found 2:absent 3:absent end c:absent", "withdrawn ask-7")]
    [InlineData("begin c:found 2:absent 3:absent end c:absent c:found 4:found c:found", "seal-2-3 finish")]
    [InlineData("begin c:found 2:absent 3:absent end c:absent c:found 4:found", "")]
    [InlineData("begin c:found 2:absent 3:absent end c:absent c:found c:absent", "void-2-3 stop-canary_failed")]
    [InlineData("begin c:found 2:blocked +1s c:absent", "withdrawn ask-7")]
    [InlineData("begin c:found 2:blocked +1s c:absent c:found c:found", "reopen-refuted")]
    public void A_record_of_an_earlier_day_may_be_withdrawn(string story, string commands) =>
        Assert.Equal(commands, new HealthBench(remembered: [7, 8, 9]).Play(story));

    [Fact]
    public void A_single_other_canary_is_asked_twice_when_one_is_denied() =>
        Assert.Equal("ask-8", new HealthBench(remembered: [7, 8]).Play("begin c:absent c:found"));

    [Theory]
    [InlineData(new long[] { 7 }, "begin c:absent", "stop-canary_failed")]
    [InlineData(new long[0], "begin 7:found 8:found stop c:absent", "stop-canary_failed")]
    public void The_only_record_of_an_earlier_day_or_one_of_this_day_may_not_be_withdrawn(long[] remembered, string story, string commands) =>
        Assert.Equal(commands, new HealthBench(remembered: remembered).Play(story));

    [Fact]
    public void Without_a_canary_an_id_is_let_through_to_see_whether_the_site_is_back()
    {
        var bench = new HealthBench();

        Assert.Equal("no-canary", bench.Play("begin"));
        Assert.Equal("one", bench.Play("2:blocked +1s"));
        Assert.Equal("one", bench.Play("2:blocked +2s"));
        Assert.Equal("reopen", bench.Play("2:absent"));
        Assert.Equal("no-canary finish", bench.Play("end"));
    }

    [Fact]
    public void Without_a_canary_an_abort_is_not_delayed() =>
        Assert.Equal("no-canary stop-safe_stop_failures", new HealthBench().Play("begin stop"));

    [Fact]
    public void The_canary_known_not_to_exist_is_asked_too_before_the_sweep()
    {
        var bench = new HealthBench(present: [1], absent: [900]);

        Assert.Equal("ask-1", bench.Play("begin"));
        Assert.Equal("ask-900", bench.Play("c:found"));
        Assert.True(bench.Health.IsPaused);
        Assert.Equal("", bench.Play("c:absent"));
        Assert.False(bench.Health.IsPaused);
    }

    [Fact]
    public void A_canary_is_due_after_so_many_ids_and_after_so_many_absences_and_both_can_be_off()
    {
        Assert.Equal("ask-1", Bench(s => s with { CanaryEvery = 3, CanaryAfterMisses = null }).Play("begin c:found f:record f:record f:record"));
        Assert.Equal("", Bench(s => s with { CanaryEvery = 4, CanaryAfterMisses = null }).Play("begin c:found f:record f:record f:record"));
        Assert.Equal("ask-1", Bench(s => s with { CanaryEvery = null, CanaryAfterMisses = 2 }).Play("begin c:found 2:absent 3:absent"));
        Assert.Equal("", Bench(s => s with { CanaryEvery = null, CanaryAfterMisses = null }).Play("begin c:found 2:absent 3:absent f:x f:x f:x"));
    }

    /// <summary>Policies, each at its threshold and just below it, and off.</summary>
    [Theory]
    [InlineData("5/10", 0.5, 10, "stop-failure_rate")]
    [InlineData("4/10", 0.5, 10, "")]
    [InlineData("9/9", 0.5, 10, "")]
    [InlineData("10/10", null, 10, "")]
    public void Too_large_a_share_of_failed_ids_ends_the_run(string failed, double? rate, int least, string command)
    {
        var bench = Bench(s => s with { AbortFailureRate = rate, AbortMinOperations = least });
        var (bad, all) = (int.Parse(failed.Split('/')[0]), int.Parse(failed.Split('/')[1]));

        bench.Play("begin c:found " + string.Join(' ', Enumerable.Range(0, all).Select(i => i < all - bad ? "f:record" : "f:failed")));

        Assert.Equal(command, bench.Health.Asked is null ? "" : bench.Play("c:found f:failed f:failed f:failed f:failed f:failed c:found"));
    }

    /// <summary>A canary that answers when the end is due may come just after the trouble: once that calls the end off, and again when all was well in between.</summary>
    [Theory]
    [InlineData("", "stop-failure_rate")]
    [InlineData("f:record f:record f:record f:record f:record f:record f:record f:record f:record f:record", "")]
    public void An_end_for_failures_is_called_off_once_when_the_canary_answers(string between, string command)
    {
        const string Failing = " f:failed f:failed f:failed f:failed f:failed f:failed f:failed f:failed f:failed f:failed c:found";
        var bench = Bench(s => s);

        Assert.Equal("", bench.Play("begin c:found" + Failing));
        Assert.Equal(command, bench.Play(between + string.Concat(Enumerable.Repeat(" f:failed", between.Length == 0 ? 5 : 10)) + " c:found"));
    }

    [Theory]
    [InlineData(16, 4, 0.2, "stop-layout_drift")]
    [InlineData(17, 3, 0.2, "")]
    [InlineData(15, 4, 0.2, "")]
    [InlineData(0, 20, null, "")]
    public void Records_pages_without_a_required_field_are_a_changed_layout(int whole, int lacking, double? rate, string command)
    {
        var bench = Bench(s => s with { LayoutDriftRate = rate });
        var story = Enumerable.Range(10, whole).Select(n => $"{n}:found").Concat(Enumerable.Range(100, lacking).Select(n => $"{n}:lacks"));

        var drift = string.Join(' ', story);
        bench.Play("begin c:found " + drift);

        Assert.Equal(command, bench.Health.Asked is null ? "" : bench.Play($"c:found {drift} c:found"));
    }

    private static HealthBench Drifted() =>
        Play(Bench(s => s), string.Join(' ', Enumerable.Range(10, 16).Select(n => $"{n}:found f:record").Concat(Enumerable.Range(50, 4).Select(n => $"{n}:lacks"))));

    [Fact]
    public void The_same_record_lacking_its_field_again_and_again_is_one_record() =>
        Assert.Null(Play(Bench(s => s), string.Join(' ', Enumerable.Range(10, 19).Select(n => $"{n}:found").Concat(Enumerable.Repeat("50:lacks", 9)))).Health.Asked);

    [Fact]
    public void A_layout_that_changed_for_the_canary_too_is_still_called_so_when_patience_is_over()
    {
        var bench = Drifted();

        Assert.Equal("ask-1 stop-layout_drift", bench.Play("c:lacks +1s c:lacks +2s c:lacks +4s c:lacks +8s c:lacks +30m"));
    }

    [Fact]
    public void A_layout_that_changes_back_within_patience_ends_nothing()
    {
        var bench = Drifted();

        Assert.Equal("reopen", bench.Play("c:lacks +1s c:lacks +2s c:lacks +4s c:lacks +8s c:lacks +16s c:lacks +30s c:found"));
        Assert.Equal("", bench.Play("70:found f:record 71:lacks f:failed"));
        Assert.False(bench.Health.IsPaused);
    }

    [Theory]
    [InlineData("2:browser_crash 3:browser_crash 4:browser_crash", true)]
    [InlineData("2:browser_crash 2:browser_crash 2:browser_crash", false)]
    [InlineData("2:browser_crash 3:browser_crash +6m 4:browser_crash", false)]
    public void Distinct_ids_that_crash_the_browser_in_a_short_time_end_the_run(string story, bool ends)
    {
        var bench = Play(Bench(s => s), story);

        Assert.Equal(ends ? "stop-browser_crashes" : null, bench.Health.Asked is null ? null : bench.Play("c:found"));
    }

    [Theory]
    [InlineData("f:expected f:expected f:expected", "stop-zero_yield")]
    [InlineData("f:record f:expected f:expected f:expected", "")]
    [InlineData("f:x f:x f:x f:x f:x", "")]
    public void Nothing_found_where_history_expects_records_ends_the_run(string story, string command)
    {
        var bench = Play(Bench(s => s with { AbortZeroYield = 3 }), story);

        Assert.Equal(command, bench.Health.Asked is null ? "" : bench.Play("c:found"));
    }

    [Fact]
    public void What_is_judged_while_the_site_is_down_is_no_failure_of_ids()
    {
        var bench = Play(Bench(s => s), "2:blocked " + string.Join(' ', Enumerable.Repeat("f:failed", 30)));

        Assert.Equal("reopen-refuted", bench.Play("+1s c:found"));
    }

    private static HealthBench Play(HealthBench bench, string story)
    {
        bench.Play("begin c:found " + story);
        return bench;
    }

    private static HealthBench Bench(Func<RunSettings, RunSettings> change) => new(change(SettingLayers.Defaults), present: [1]);
}
