using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Reporting.Certificates;

namespace Rollcall.Dashboard.State;

/// <summary>How a partition's certificate stands: a closed set, immutable.</summary>
public abstract record CertificateStanding
{
    private CertificateStanding()
    {
    }

    /// <summary>Nobody asked for one.</summary>
    public sealed record None : CertificateStanding;

    /// <summary>It is being made, or waits for another.</summary>
    public sealed record Working(DateTimeOffset Since) : CertificateStanding;

    /// <summary>It was made.</summary>
    /// <param name="Certificate">The certificate.</param>
    /// <param name="RunId">The partition's newest run when it was ordered.</param>
    /// <param name="Stamp">That run's journal at that time: once it has another, the certificate says how things were, not how they are.</param>
    public sealed record Made(Certificate Certificate, string RunId, Stamp Stamp) : CertificateStanding;

    /// <summary>It could not be made.</summary>
    public sealed record Failed(string Problem) : CertificateStanding;
}

/// <summary>Makes certificates in the background, one at a time: each reads every journal and every record file of its partition. Thread safe.</summary>
internal sealed class CertificateDesk(string outputFolder, string recordsFolder, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<PartitionKey, CertificateStanding> _standings = new();
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>How a partition's stands.</summary>
    public CertificateStanding Of(PartitionKey key) => _standings.TryGetValue(key, out var standing) ? standing : new CertificateStanding.None();

    /// <summary>Has one made, unless that is under way.</summary>
    /// <param name="newest">The partition's newest run, as it is now.</param>
    public void Order(RunView newest)
    {
        var key = newest.Partition;
        lock (_gate)
        {
            if (Of(key) is not CertificateStanding.Working)
            {
                _standings[key] = new CertificateStanding.Working(time.GetUtcNow());
                _last = MakeAsync(newest, after: _last);
            }
        }
    }

    private async Task MakeAsync(RunView newest, Task after)
    {
        var key = newest.Partition;
        await after.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var request = new CertificateRequest { OutputFolder = outputFolder, Registry = key.Registry, Partition = key.Partition, RecordsFolder = recordsFolder };
            _standings[key] = new CertificateStanding.Made(Certifier.Certify(request, time, logger, stopping), newest.RunId, newest.Stamp);
        }
        catch (OperationCanceledException)
        {
            _standings[key] = new CertificateStanding.None();
        }
        catch (Exception ex) when (ex is RollcallException or IOException or UnauthorizedAccessException)
        {
            _standings[key] = new CertificateStanding.Failed(ex.Message);
        }
#pragma warning disable CA1031 // Nobody awaits this: a defect is to show where the certificate would, and is not to end the making of the others.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            _standings[key] = new CertificateStanding.Failed($"a defect in Rollcall: {ex}");
        }
    }
}
