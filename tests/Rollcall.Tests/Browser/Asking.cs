using Rollcall.Browser;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>One session of a browser source, asked and judged as a worker does it.</summary>
internal sealed class Asking(BrowserPageSource source, PageReader reader, RecordingLog log) : IAsyncDisposable
{
    public IPageSession Session { get; } = source.OpenSession();

    public RecordingLog Log { get; } = log;

    /// <summary>What the ask steps brought last.</summary>
    public Fetched? Asked { get; private set; }

    /// <summary>What the detail steps brought last; null when they were not done.</summary>
    public Fetched? Detailed { get; private set; }

    /// <summary>Asks, judges, does the detail steps when they are due, reads, resets.</summary>
    public async Task<Answer> AnswerAsync(RecordId id)
    {
        var token = TestContext.Current.CancellationToken;
        Asked = await Session.AskAsync(id, token);
        Detailed = null;
        var triage = reader.Triage(Asked, id);
        var answer = triage.Answer;
        if (answer is null)
        {
            Detailed = await Session.DetailAsync(id, token);
            answer = triage.Read(Detailed);
        }

        await Session.ResetAsync(token);
        return answer;
    }

    /// <summary>Whoever makes whole attempts of it, with a job's limit.</summary>
    public AttemptMaker Jobs(HostGate gate, TimeSpan limit) => new(Session, reader, gate, limit, TimeProvider.System);

    public Task<Answer> AnswerAsync(int number) => AnswerAsync(new RecordId(number, $"{number}"));

    public Task<Answer> CourtAsync(int number) => AnswerAsync(new RecordId(number, $"IMM-{number}-19"));

    public async Task<Page> PageAsync(int number = 1) => Assert.IsType<Page>(await Session.AskAsync(new RecordId(number, $"{number}"), TestContext.Current.CancellationToken));

    public async Task<Fault> FaultAsync(int number = 1) => Assert.IsType<Fault>(await Session.AskAsync(new RecordId(number, $"{number}"), TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await source.DisposeAsync();
    }
}
