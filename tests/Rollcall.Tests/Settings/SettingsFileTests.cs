using Rollcall.Definitions;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Settings;

public sealed class SettingsFileTests
{
    [Fact]
    public void A_job_is_read_with_all_it_says()
    {
        var file = Read("""
            concurrency: 2
            schedule:
              - name: court
                cron: "30 2 * * *"
                time_zone: America/Toronto
                run: [a.yaml, b.yaml]
                year: 2025
                set: { tab: civil }
                max_cases: 100
                mode: http
                settings: { delay_min: 2s }
                load: cases.yaml
                missed: skip
              - { name: plain, cron: "0 0 3 * * ?", run: plain.yaml, year: current }
            """);

        Assert.Empty(file.Problems);
        Assert.Equal([new SettingValue("concurrency", "2", "rollcall.yaml:1")], file.Values);
        var court = file.Schedule[0];
        Assert.Equal(("court", "30 2 * * *", "America/Toronto"), (court.Name, court.Cron, court.TimeZone!.Id));
        Assert.Equal(["a.yaml", "b.yaml"], court.Registries);
        Assert.Equal(("2025", "civil", 100L, "http"), (court.Year, court.Set["tab"], court.MaxCases, court.Mode));
        Assert.Equal(("2s", "cases.yaml", MissedRule.Skip), (court.Settings["delay_min"], court.Load, court.Missed));
        Assert.Equal((MissedRule.RunOnce, "current"), (file.Schedule[1].Missed, file.Schedule[1].Year));
        Assert.Null(file.Schedule[1].TimeZone);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_with_its_line()
    {
        var file = Read("""
            schedule:
              - name: Court 1
                cron: soon
                time_zone: Toronto
                run: gone.yaml
                every: day
              - name: plain
                cron: "0 3 * * *"
                settings: { delay: 2s, output_dir: x }
              - { name: twice, cron: "0 3 * * *", run: a.yaml }
              - { name: twice, cron: "0 4 * * *", run: a.yaml }
            concurrency: many
            colour: blue
            notify:
              on: [finished]
              headers: { A: b }
              timeout: 1h
            """, new ScheduleChecks(cron => cron == "soon" ? new Complaint("'soon' is no cron expression") : null, file => file == "gone.yaml" ? new Complaint("there is no file 'gone.yaml'") : null));

        Assert.Equal(
            [
                "2: schedule[0].name: 'Court 1' is no name of a job", "3: schedule[0].cron: 'soon' is no cron expression", "4: schedule[0].time_zone: this machine knows no time zone 'Toronto'",
                "5: schedule[0].run: there is no file 'gone.yaml'", "6: schedule[0].every: there is no key 'every' in job", "7: schedule[1]: the key 'run' is missing", "9: schedule[1].settings.delay: there is no setting 'delay'",
                "9: schedule[1].settings.output_dir: a job cannot have an output folder of its own", "11: schedule[3].name: there is a job 'twice' before it",
                "12: concurrency: 'many' is not allowed", "13: : there is no setting 'colour'",
                "15: notify.on[0]: 'finished' is no stop", "15: notify: none of 'webhook', 'command' is given", "17: notify.timeout: '1h' is not allowed",
            ],
            file.Problems.Select(p => $"{p.Line}: {p.Path}: {p.Wrong}"));
    }

    [Fact]
    public void What_is_told_by_default_are_the_stops_that_need_somebody()
    {
        var rules = Read("notify:\n  command: [mail-me]\n").Notify!;

        Assert.Equal(NotifyRules.Problems, rules.On);
        Assert.DoesNotContain(StopReason.Completed, rules.On);
        Assert.DoesNotContain(StopReason.Sigterm, rules.On);
        Assert.Contains(StopReason.CompletedWithFailures, rules.On);
        Assert.Contains(StopReason.Blocked, rules.On);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    public void A_file_without_anything_is_no_mistake(string text) => Assert.Equal([], Read(text).Problems);

    [Fact]
    public void The_shipped_schema_is_up_to_date() => Repository.AssertUpToDate("rollcall.schema.json", SettingsFile.Schema);

    [Fact]
    public void The_shipped_example_is_right()
    {
        var text = File.ReadAllText(Repository.PathOf("rollcall.example.yaml"));
        var file = SettingsFile.Parse("rollcall.example.yaml", text);

        Assert.StartsWith("# yaml-language-server: $schema=rollcall.schema.json\n", text, StringComparison.Ordinal);
        Assert.Empty(file.Problems);
        SettingLayers.Resolve([file.Values], out var problems);
        Assert.Empty(problems);
        Assert.NotNull(file.Notify);
        Assert.NotEmpty(file.Schedule);
        Assert.All(file.Schedule.SelectMany(j => j.Registries.Append(j.Load ?? "datasets/cases.yaml")), f => Assert.True(File.Exists(Repository.PathOf(f)), f));
    }

    private static SettingsFile Read(string text, ScheduleChecks? checks = null) => SettingsFile.Parse("rollcall.yaml", text, checks);
}
