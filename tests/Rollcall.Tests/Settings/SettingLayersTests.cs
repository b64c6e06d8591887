using Rollcall.Settings;

namespace Rollcall.Tests.Settings;

public sealed class SettingLayersTests
{
    [Fact]
    public void Without_any_layer_every_setting_has_its_documented_default()
    {
        var settings = SettingLayers.Resolve([], out var problems);

        Assert.Empty(problems);
        Assert.Equal(4, settings.Concurrency);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.DelayMin);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.DelayMax);
        Assert.Equal(500, settings.SafeStopNoRecords);
        Assert.Equal("output", settings.OutputDir);
        Assert.Null(settings.Proxy);
    }

    [Fact]
    public void A_later_layer_wins_over_an_earlier_one()
    {
        var settings = SettingLayers.Resolve(
            [[new("max_retries", "5", "rollcall.yaml:1"), new("concurrency", "8", "rollcall.yaml:2")], [new("max_retries", "0", "--max-retries")]],
            out var problems);

        Assert.Empty(problems);
        Assert.Equal(0, settings.MaxRetries);
        Assert.Equal(8, settings.Concurrency);
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_its_place_and_what_is_allowed()
    {
        SettingLayers.Resolve(
            [[new("concurency", "4", "rollcall.yaml:1"), new("concurrency", "0", "rollcall.yaml:2"), new("request_timeout", "soon", "rollcall.yaml:3")], [new("delay_min", "9s", "--delay-min")]],
            out var problems);

        Assert.Equal(4, problems.Length);
        Assert.Equal("rollcall.yaml:1: there is no setting 'concurency'; did you mean 'concurrency'?", problems[0]);
        Assert.Equal("rollcall.yaml:2: concurrency: '0' is not allowed; give a whole number from 1 to 256", problems[1]);
        Assert.StartsWith("rollcall.yaml:3: request_timeout: 'soon' is not allowed; give a duration", problems[2], StringComparison.Ordinal);
        Assert.StartsWith("delay_min (9s, --delay-min) is above delay_max (3s, the default)", problems[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("safe_stop_no_records", "off")]
    [InlineData("safe_stop_failures", "off")]
    public void A_stop_can_be_turned_off(string name, string value)
    {
        var settings = SettingLayers.Resolve([[new(name, value, "x")]], out var problems);

        Assert.Empty(problems);
        Assert.Null(name == "safe_stop_failures" ? settings.SafeStopFailures : settings.SafeStopNoRecords);
    }

    [Theory]
    [InlineData("250ms", 0.25, "250ms")]
    [InlineData("30s", 30, "30s")]
    [InlineData("30", 30, "30s")]
    [InlineData("1.5s", 1.5, "1500ms")]
    [InlineData("5m", 300, "5m")]
    [InlineData("90s", 90, "90s")]
    [InlineData("2h", 7200, "2h")]
    [InlineData("30d", 2592000, "30d")]
    [InlineData("0", 0, "0s")]
    public void A_duration_is_read_and_written(string text, double seconds, string written)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
        Assert.Equal(written, Durations.Text(duration));
        Assert.True(Durations.TryParse(written, out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("5 minutes")]
    [InlineData("1e9")]
    [InlineData("99999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Names_are_unique_and_give_the_flag_and_the_environment_variable()
    {
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.Select(s => s.Name).Distinct().Count());
        Assert.Equal("--max-retries", SettingCatalog.Find("max_retries")!.Flag);
        Assert.Equal("ROLLCALL_MAX_RETRIES", SettingCatalog.Find("max_retries")!.EnvironmentVariable);
    }
}
