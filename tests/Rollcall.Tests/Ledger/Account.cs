using Rollcall.Ledger;
using Rollcall.Ledger.Journals;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Ledger;

/// <summary>An output folder whose ledger a test opens, fills and opens again, as one process after another would.</summary>
public sealed class Account : IDisposable
{
    private readonly TempFolder? _own;

    public Account(string? folder = null)
    {
        _own = folder is null ? new TempFolder() : null;
        Folder = folder ?? _own!.Path;
    }

    public string Folder { get; }

    public ManualTime Time { get; } = new(SomeLedger.Noon);

    public RecordingLog Log { get; } = new();

    public Task<FileLedger> OpenAsync(OpenIntent? intent = null) => OpenAsync(SomeLedger.Request(Folder, intent));

    public Task<FileLedger> OpenAsync(LedgerRequest request) => FileLedger.OpenAsync(request, Time, Log, TestContext.Current.CancellationToken);

    /// <summary>One process: opens, appends in one go, closes.</summary>
    /// <returns>Its run.</returns>
    public async Task<RunIdentity> RunAsync(params LedgerEvent[] events)
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(events);
        return ledger.Run;
    }

    /// <summary>The journals in the order of their names.</summary>
    public IReadOnlyList<string> Journals() => [.. Directory.GetFiles(Folder, "audit_*.ndjson").Order(StringComparer.Ordinal)];

    public string Journal() => Assert.Single(Journals());

    /// <summary>The checkpoints, the newest last.</summary>
    public IReadOnlyList<string> Checkpoints() =>
        [.. Directory.GetFiles(Folder, "checkpoint-*.json", SearchOption.AllDirectories).OrderBy(c => c.Length).ThenBy(c => c, StringComparer.Ordinal)];

    /// <summary>Deletes the checkpoints, so that the journals alone decide.</summary>
    public void ForgetCheckpoints() => Checkpoints().ToList().ForEach(File.Delete);

    public void Dispose() => _own?.Dispose();
}
