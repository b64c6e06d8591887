using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>The limit of a job, and the host's leave that its further requests wait for.</summary>
public sealed class AttemptTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    private readonly ManualTime _time = new();
    private readonly HostGate _gate;
    private readonly CancellationTokenSource _stop = new();

    public AttemptTests() => _gate = new HostGate(SettingLayers.Defaults with { DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero }, _time, new Random(1));

    [Fact]
    public async Task Waiting_for_the_hosts_leave_does_not_count_against_the_jobs_limit()
    {
        _gate.KeepApart(TimeSpan.FromSeconds(60));
        var begun = _time.GetUtcNow();

        var attempt = await AskAsync(new Session(_gate, _time) { Requests = 8 });

        Assert.IsType<Answer.Found>(attempt.Answer);
        Assert.True(_time.GetUtcNow() - begun >= TimeSpan.FromSeconds(8 * 60));
    }

    [Fact]
    public async Task What_is_left_of_the_limit_is_left_after_a_wait_for_leave()
    {
        _gate.Hold(TimeSpan.FromHours(1));

        var attempt = await AskAsync(new Session(_gate, _time) { Requests = 1, Before = TimeSpan.FromSeconds(200), After = TimeSpan.FromSeconds(101) });

        var fault = Assert.IsType<Answer.Faulted>(attempt.Answer).Fault;
        Assert.Equal(FailureClass.JobTimeout, fault.Class);
        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(100), attempt.Took);
    }

    [Fact]
    public async Task A_stop_ends_a_wait_for_leave_at_once_and_says_nothing_of_the_id()
    {
        _gate.Hold(TimeSpan.FromHours(1));
        var session = new Session(_gate, _time) { Requests = 1 };
        var asking = Maker(session).MakeAsync(Some.Id, _stop.Token, TestContext.Current.CancellationToken);
        Assert.True(_gate.IsAsleep);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.True(session.SawItsTokenCancelled);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_of_a_reset_too()
    {
        _gate.Hold(TimeSpan.FromHours(1));
        var resetting = Maker(new Session(_gate, _time)).ResetAsync(_stop.Token, TestContext.Current.CancellationToken);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resetting);
    }

    [Fact]
    public async Task A_job_that_waits_for_no_leave_is_finished_in_spite_of_a_stop()
    {
        var asking = AskAsync(new Session(_gate, _time) { Requests = 0, Before = TimeSpan.FromSeconds(10) });
        await _stop.CancelAsync();

        Assert.IsType<Answer.Found>((await asking).Answer);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _stop.Dispose();
    }

    private AttemptMaker Maker(IPageSession session) => new(session, new PageReader(Some.Definition(), TemplateValues.None), _gate, Limit, _time);

    private async Task<Attempt> AskAsync(Session session)
    {
        var asking = Maker(session).MakeAsync(Some.Id, _stop.Token, TestContext.Current.CancellationToken);
        while (!asking.IsCompleted)
        {
            // Only while it surely waits: time that passes between two waits would count.
            if ((_gate.IsAsleep || session.IsBusy) && _time.NextDue is { } due)
            {
                _time.Advance(due);
            }

            await Task.Yield();
        }

        return await asking;
    }

    private sealed class Session(HostGate gate, TimeProvider time) : IPageSession
    {
        private Task? _busy;

        public int Requests { get; init; }

        public TimeSpan Before { get; init; }

        public TimeSpan After { get; init; }

        public bool SawItsTokenCancelled { get; private set; }

        public bool IsBusy => _busy is { IsCompleted: false };

        public async Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken)
        {
            await WorkAsync(Before, cancellationToken);
            for (var i = 0; i < Requests; i++)
            {
                try
                {
                    await gate.WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    SawItsTokenCancelled = cancellationToken.IsCancellationRequested;
                    throw;
                }
            }

            await WorkAsync(After, cancellationToken);
            return Some.Page($"<table class=record><tr><td class=record-number>{id.Text}</td></tr></table>");
        }

        public Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no listing is asked for");

        public Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) => throw new InvalidOperationException("there are no detail steps");

        public Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no section is asked for");

        public Task ResetAsync(CancellationToken cancellationToken) => gate.WaitAsync(cancellationToken).AsTask();

        public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task WorkAsync(TimeSpan duration, CancellationToken cancellationToken)
        {
            _busy = Task.Delay(duration, time, cancellationToken);
            await _busy;
        }
    }
}
