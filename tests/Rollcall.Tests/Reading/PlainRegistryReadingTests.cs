using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

/// <summary>The shipped definition of the plain registry, against the practice site that it describes.</summary>
public sealed class PlainRegistryReadingTests : IAsyncLifetime
{
    private readonly RegistryDefinition _definition = RegistryReader.Read(Repository.PathOf("registries/practice-plain.yaml")).Required;
    private PracticeSite _site = null!;
    private HttpPageSource _source = null!;
    private IPageSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _source = new HttpPageSource(
            _definition with { Site = _site.Address }, TemplateValues.None, new HttpOptions { RequestTimeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        _session = _source.OpenSession();
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _source.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Every_number_comes_to_its_truth()
    {
        foreach (var truth in _site.Plain.Truths("", 1, 260))
        {
            var answer = await AskAsync(long.Parse(truth.Id));
            if (truth.Outcome == ExpectedOutcome.NoRecord)
            {
                Assert.Equal("status 404; h1 \"No such record\"", Assert.IsType<Answer.Absent>(answer).Marker);
                continue;
            }

            var fields = Assert.IsType<Answer.Found>(answer).Content.Fields;
            Assert.Equal([truth.Fields["title"], truth.Fields["status"], truth.Fields["created"]], fields.Select(f => f.Value.Text));
        }
    }

    [Theory]
    [InlineData(FaultKind.Reset, "Faulted reset")]
    [InlineData(FaultKind.HalfBody, "Faulted reset")]
    [InlineData(FaultKind.Status500, "Faulted http_5xx")]
    [InlineData(FaultKind.MaintenancePage, "Blocked blocked")]
    [InlineData(FaultKind.Status503, "Blocked throttled")]
    [InlineData(FaultKind.Status429, "Blocked throttled")]
    [InlineData(FaultKind.Status403, "Blocked blocked")]
    [InlineData(FaultKind.BlockPage, "Blocked blocked")]
    [InlineData(FaultKind.RedirectHome, "Blocked blocked")]
    [InlineData(FaultKind.RedirectLogin, "Blocked blocked")]
    [InlineData(FaultKind.EmptyBody, "Blocked blocked")]
    [InlineData(FaultKind.Garbage, "Unrecognised unrecognised")]
    [InlineData(FaultKind.LayoutChange, "Unrecognised unrecognised")]
    [InlineData(FaultKind.WrongRecord, "Unrecognised wrong_id")]
    [InlineData(FaultKind.AbsentAndFound, "Unrecognised unrecognised")]
    public async Task No_fault_makes_a_record_or_an_absence(FaultKind kind, string expected)
    {
        var hole = _site.Plain.Truths("", 1, 260).First(t => t.Outcome == ExpectedOutcome.NoRecord).Id;
        _site.Plain.SetFaults(new FaultRule { Kind = kind, RetryAfter = kind is FaultKind.Status503 or FaultKind.Status429 ? 3 : null });

        Assert.Equal(expected, Describe(await AskAsync(1)));
        var ofHole = await AskAsync(long.Parse(hole));

        // A new layout of records leaves the absence page as it is.
        Assert.Equal(kind == FaultKind.LayoutChange ? "Absent" : expected, Describe(ofHole));
    }

    private static string Describe(Answer answer) => answer switch
    {
        Answer.Faulted faulted => $"Faulted {faulted.Fault.Class.Word()}",
        Answer.Blocked blocked => $"Blocked {blocked.Class.Word()}",
        Answer.Unrecognised bad => $"Unrecognised {bad.Class.Word()}",
        _ => answer.GetType().Name,
    };

    private async Task<Answer> AskAsync(long number)
    {
        var id = new RecordId(number, $"{number}");
        return new PageReader(_definition, TemplateValues.None).Triage(await _session.AskAsync(id, TestContext.Current.CancellationToken), id).Answer!;
    }
}
